import Detection
import Testing
import Torch

/// Noise that climbs towards what a head takes for good.
@Suite struct HarderNoiseTests {
  private let channels = 6

  /// Noise of the deviation 1 in the left half of `[2, C, 4, 4]`, none in the right one.
  private func noise() -> Tensor {
    let left = Tensor.cat([.ones([2, 1, 4, 2]), .zeros([2, 1, 4, 2])], 3)
    return Tensor.randn([2, channels, 4, 4], from: Generator(seed: 3)) * left
  }

  private func lengths(_ noise: Tensor) -> [Float] {
    (noise.norm([1]) * (1 / Double(channels).squareRoot())).reshape(-1).array(of: Float.self)
  }

  @Test func theLossRisesWithinTheRadii() throws {
    let slope = Tensor.randn([1, channels, 1, 1], from: Generator(seed: 4))
    func loss(_ noise: [Tensor]) -> Tensor { (noise[0] * slope).sum() }
    let before = noise()
    let after = try HarderNoise(step: 0.5).turned([before], loss: loss)[0]
    #expect(try loss([after]).item > loss([before]).item + 1)
    let radii = HarderNoise.radii
    for (was, now) in zip(lengths(before), lengths(after)) {
      if was == 0 {
        #expect(now == 0)
      } else {
        #expect(Double(now) > radii.lowerBound - 1e-5 && Double(now) < radii.upperBound + 1e-5)
      }
    }
  }

  @Test func noiseThatIsTooShortOrTooLongIsBroughtToTheRadii() throws {
    let flat: ([Tensor]) -> Tensor = { $0[0].sum() * 0 }
    for (factor, radius) in [(0.01, HarderNoise.radii.lowerBound), (100, HarderNoise.radii.upperBound)] {
      let after = try HarderNoise(step: 0.5).turned([noise() * factor], loss: flat)[0]
      #expect(lengths(after).filter { $0 > 0 }.allSatisfy { abs(Double($0) - radius) < 1e-4 })
    }
  }
}
