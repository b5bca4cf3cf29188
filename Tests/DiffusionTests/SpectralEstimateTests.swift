import Diffusion
import Foundation
import Testing
import Torch

@Suite struct SpectralEstimateTests {
  init() { setThreads(1) }

  private let configuration = DiffusionConfiguration.tiny
  private let estimate = SpectralEstimate(.tiny)

  /// A cosine of `k` half periods along the width, which is one coefficient of the transform.
  private func wave(_ k: Int, colours: [Float] = [1, 1, 1]) -> Tensor {
    let side = configuration.side
    let line = (0..<side).map { Float(cos(.pi * Double(k) * (Double($0) + 0.5) / Double(side))) }
    return Tensor(line, [1, 1, 1, side]).expand(1, 3, side, side) * Tensor(colours, [1, 3, 1, 1])
  }

  /// p / (p + σ²) of grey, with three times the power of a channel; a hundredth of it for colour.
  @Test(arguments: [1, 2, 3, 4])
  func eachFrequencyHasItsGain(t: Int) throws {
    let (noise, signal) = (configuration.schedule.noise(t), configuration.schedule.marginal(t).signal)
    for k in [2, 7, 31] {
      let power = pow(min(3, 0.008 * pow(Double(k) / 64, -1.7)), 2)
      for (colours, share) in [([Float(1), 1, 1], 3.0), ([1, -1, 0], 0.01)] {
        let x = wave(k, colours: colours)
        let found = withoutGradients { estimate(x * signal, at: [t], types: Tensor([0], [1])) }
        let gain = share * power / (share * power + noise * noise)
        #expect(try (found - x * gain).abs().max().item < 1e-5)
      }
    }
  }

  @Test func withLittleNoiseThePictureIsItsOwnGuess() throws {
    var configuration = configuration
    configuration.leastNoise = 1e-4
    let picture = Tensor.rand([2, 3, 32, 32], from: Generator(seed: 1)) * 2 - 1
    let guess = withoutGradients { SpectralEstimate(configuration)(picture, at: [1, 1], types: Tensor([0, 1], [2])) }
    #expect(try (guess - picture).abs().max().item < 0.01)
  }

  @Test func errorsRiseWithTheNoiseAndStayBelowIt() {
    let errors = (1...4).map { estimate.deviation(at: $0) }
    #expect(errors == errors.sorted() && errors[0] > 0)
    for t in 1...4 { #expect(errors[t - 1] < configuration.schedule.noise(t)) }
  }

  @Test func aTypeOfGreaterPowerKeepsMoreOfIt() throws {
    let x = wave(16)
    func kept(_ type: Int) throws -> Double {
      try (withoutGradients { estimate(x, at: [2], types: Tensor([type], [1])) } * x).mean().item
    }
    let before = try kept(1)
    _ = withoutGradients { estimate.departures.select(0, 1).fill_(0.1) }
    #expect(try kept(1) > 1.5 * before)
    #expect(try abs(kept(0) - before) < 1e-6)
  }
}
