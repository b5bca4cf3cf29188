import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct FourierTests {
  private func noise(_ count: Int, _ key: String = "noise") -> [Double] {
    var stream = RandomStream(seed: 4, key: key)
    return (0..<count).map { _ in stream.normal() }
  }

  /// The spectrum without padding, `[kx, ky]`.
  private func packed<S>(_ spectrum: Spectrum<S>) -> (real: [S], imaginary: [S]) {
    let places = (0..<spectrum.width).flatMap { k in (0...(spectrum.height / 2)).map { k * spectrum.stride + $0 } }
    return (places.map { spectrum.real[$0] }, places.map { spectrum.imaginary[$0] })
  }

  @Test func transformsAgreeWithSciPy() throws {
    for golden in try SpectralGolden.load().transforms {
      let plan = RealFourierTransform<Double>(width: golden.width, height: golden.height)
      let spectrum = plan.makeSpectrum()
      plan.forward(golden.field, into: spectrum)
      let (real, imaginary) = packed(spectrum)
      #expect(relativeError(real, golden.real) < 1e-13, "\(golden)")
      #expect(relativeError(imaginary.map { $0 + 1 }, golden.imaginary.map { $0 + 1 }) < 1e-13, "\(golden)")
      for (border, expected) in [(BoxBorder.zero, golden.sine), (.insulated, golden.cosine)] {
        let box = BoxTransform<Double>(width: golden.width, height: golden.height, border: border)
        var field = golden.field
        box.forward(&field)
        #expect(relativeError(field, expected) < 1e-13, "\(golden) \(border)")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 11, 12, 16, 30, 49, 60, 64, 77, 128])
  func everyLengthAgreesWithTheDefinition(length: Int) {
    let field = noise(length)
    let plan = RealFourierTransform<Double>(width: length, height: 1)
    let spectrum = plan.makeSpectrum()
    plan.forward(field, into: spectrum)
    for k in 0..<length {
      var (real, imaginary) = (0.0, 0.0)
      for (j, value) in field.enumerated() {
        let angle = -2 * Double.pi * Double(j * k % length) / Double(length)
        real += value * cos(angle)
        imaginary += value * sin(angle)
      }
      #expect(abs(spectrum.real[k * spectrum.stride] - real) < 1e-12)
      #expect(abs(spectrum.imaginary[k * spectrum.stride] - imaginary) < 1e-12)
    }
  }

  @Test(arguments: [(64, 48), (33, 20), (20, 33), (1, 9), (96, 128)])
  func inverseUndoesAndParsevalHolds(width: Int, height: Int) {
    let field = noise(width * height)
    let plan = RealFourierTransform<Double>(width: width, height: height)
    let spectrum = plan.makeSpectrum()
    plan.forward(field, into: spectrum)
    var power = 0.0
    for k in 0..<width {
      for l in 0...(height / 2) {
        let i = k * spectrum.stride + l
        let twice = l > 0 && 2 * l < height ? 2.0 : 1
        power += twice * (spectrum.real[i] * spectrum.real[i] + spectrum.imaginary[i] * spectrum.imaginary[i])
      }
    }
    let energy = field.reduce(0) { $0 + $1 * $1 }
    #expect(abs(power / Double(width * height) / energy - 1) < 1e-12)
    var back = field
    plan.inverse(spectrum, into: &back)
    #expect(relativeError(back, field) < 1e-13)
  }

  @Test(arguments: BoxBorder.allCases)
  func boxTransformsAreUndone(border: BoxBorder) {
    for (width, height) in [(63, 31), (24, 50), (1, 1), (7, 1), (2, 3)] {
      let field = noise(width * height)
      let plan = BoxTransform<Double>(width: width, height: height, border: border)
      var back = field
      plan.forward(&back)
      plan.inverse(&back)
      #expect(relativeError(back, field) < 1e-13)
    }
  }

  @Test func singlePrecisionLosesLittle() {
    let field = noise(96 * 80)
    let plan = RealFourierTransform<Float>(width: 96, height: 80)
    let spectrum = plan.makeSpectrum()
    var back = field.map { Float($0) }
    plan.forward(back, into: spectrum)
    plan.inverse(spectrum, into: &back)
    #expect(relativeError(back, field) < 1e-6)
  }

  @Test func waveNumbersAreThoseOfDerivatives() {
    let (width, height) = (12, 10)
    let wave = (0..<(width * height)).map { i in
      sin(2 * .pi * (2 * Double(i % width) / Double(width) - 3 * Double(i / width) / Double(height)))
    }
    let plan = RealFourierTransform<Double>(width: width, height: height)
    let spectrum = plan.makeSpectrum()
    plan.forward(wave, into: spectrum)
    let table = spectrum.table { kx, ky in -(kx * kx + ky * ky) }
    for i in table.indices {
      spectrum.real[i] *= table[i]
      spectrum.imaginary[i] *= table[i]
    }
    var laplacian = wave
    plan.inverse(spectrum, into: &laplacian)
    let eigenvalue = -4 * Double.pi * Double.pi * (4.0 / 144 + 9.0 / 100)
    #expect(relativeError(laplacian, wave.map { eigenvalue * $0 }) < 1e-12)
  }

  @Test func fastLengthsHaveSmallFactors() {
    #expect([1, 7, 11, 17, 97, 128, 481].map { FourierLength.fast(atLeast: $0) } == [1, 8, 12, 18, 100, 128, 486])
  }
}
