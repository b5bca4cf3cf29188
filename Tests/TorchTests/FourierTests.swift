import Foundation
import Testing
import Torch

@Suite struct FourierTests {
  @Test func aWaveHasItsPowerAtItsFrequency() throws {
    // cos(2π (2 y / 8 + 3 x / 16)): half of the amplitude at (2, 3), the other half at its opposite, left out.
    let wave = (0..<128).map { i -> Float in
      let (row, column) = (Double(i / 16), Double(i % 16))
      return Float(cos(2 * Double.pi * (2 * row / 8 + 3 * column / 16)))
    }
    let power = Tensor(wave, [1, 8, 16]).powerSpectrum2d()
    #expect(power.shape == [1, 8, 9])
    for (i, value) in power.array(of: Float.self).enumerated() {
      let expected: Float = i == 2 * 9 + 3 ? 64 * 64 : 0
      #expect(abs(value - expected) < 0.01)
    }
  }

  @Test func theGradientIsThatOfParseval() throws {
    // Σ |F|² over all frequencies is N Σ x²; with a width of 2 none is left out.
    let x = Tensor.randn([4, 2], from: Generator(seed: 1)).requiresGradient(true)
    try x.powerSpectrum2d().sum().backward()
    let gradient = try #require(x.gradient)
    #expect(try (gradient - x.detach() * 16).abs().max().item < 1e-4)
  }
}
