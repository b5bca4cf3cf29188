import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct SwiftHohenbergTests {
  private typealias Flow = SwiftHohenberg<Double>

  private func flow(_ size: Int, _ coefficients: Flow.Coefficients, seed: UInt64 = 1) -> Flow {
    var stream = RandomStream(seed: seed, key: "pattern")
    let deviation = 0.1 * coefficients.drive.squareRoot()
    let noise = (0..<(size * size)).map { _ in stream.normal(deviation: deviation) }
    return Flow(width: size, height: size, coefficients, from: noise)
  }

  /// The power-weighted mean of the wave number, and the share of the power with wave vectors within 45° of the x axis.
  private func waves(of flow: Flow, _ size: Int) -> (wavelength: Double, alongX: Double) {
    let plan = RealFourierTransform<Double>(width: size, height: size)
    let spectrum = plan.makeSpectrum()
    plan.forward(flow.pattern, into: spectrum)
    let number = spectrum.table { ($0 * $0 + $1 * $1).squareRoot() }
    let alongX = spectrum.table { abs($0) > abs($1) ? 1 : 0 }
    var (power, moment, share) = (0.0, 0.0, 0.0)
    for i in number.indices where number[i] > 0 {
      let value = spectrum.real[i] * spectrum.real[i] + spectrum.imaginary[i] * spectrum.imaginary[i]
      // Harmonics are overtones of the wave, not waves of their own.
      guard number[i] < 1.5 * 2 * .pi / flow.coefficients.wavelength else { continue }
      (power, moment, share) = (power + value, moment + value * number[i], share + value * alongX[i])
    }
    return (2 * .pi * power / moment, share / power)
  }

  @Test(arguments: [
    (0.3, 0.0, 0.0), (0.05, 0, 0), (0.9, 0, 0.4), (0.1, 1.0, 0), (0.2, -1.5, 0.1),
  ])
  func everyStepLowersTheEnergy(drive: Double, asymmetry: Double, alignment: Double) {
    let flow = flow(
      48,
      .init(wavelength: 7, drive: drive, asymmetry: asymmetry, alignment: alignment, angle: 0.7))
    var last = flow.energy
    for _ in 0..<200 {
      flow.advance()
      let energy = flow.energy
      #expect(energy <= last + 1e-14)
      last = energy
    }
    #expect(last < -1e-4)
  }

  @Test func energyFallsFromAWildStartToo() {
    var stream = RandomStream(seed: 2, key: "wild")
    let wild = (0..<(32 * 32)).map { _ in stream.normal(deviation: 5) }
    let flow = Flow(width: 32, height: 32, .init(wavelength: 8, asymmetry: 0.5), from: wild)
    var last = flow.energy
    for _ in 0..<50 {
      flow.advance()
      #expect(flow.energy < last)
      last = flow.energy
    }
  }

  @Test(arguments: [6.0, 8, 12.5], [0.0, 0.3])
  func wavelengthIsThatOfTheEquation(wavelength: Double, alignment: Double) {
    let flow = flow(128, .init(wavelength: wavelength, drive: 0.2, alignment: alignment, angle: 1.1))
    flow.advance(steps: 150)
    #expect(abs(waves(of: flow, 128).wavelength / wavelength - 1) < 0.03)
  }

  /// A single stripe of small drive has the amplitude 2√(ε/3) (1 + O(ε)).
  @Test func stripesHaveTheAmplitudeOfTheory() {
    let drive = 0.02
    let start = (0..<(64 * 8)).map { 0.05 * cos(2 * .pi * Double($0 % 64) / 8) }
    let flow = Flow(width: 64, height: 8, .init(wavelength: 8, drive: drive), from: start)
    flow.advance(steps: 400)
    let greatest = flow.pattern.max() ?? 0
    #expect(abs(greatest / (2 * (drive / 3).squareRoot()) - 1) < 0.01)
  }

  @Test func alignmentTurnsStripes() {
    let along = flow(64, .init(wavelength: 8, alignment: 0.3, angle: 0))
    let across = flow(64, .init(wavelength: 8, alignment: 0.3, angle: .pi / 2))
    along.advance(steps: 100)
    across.advance(steps: 100)
    #expect(waves(of: along, 64).alongX < 0.05)
    #expect(waves(of: across, 64).alongX > 0.95)
  }

  @Test(arguments: [1.0, -1.0])
  func asymmetryMakesBumpsOrDimples(sign: Double) {
    let flow = flow(64, .init(wavelength: 8, drive: 0.1, asymmetry: 1.2 * sign))
    flow.advance(steps: 150)
    let mean = flow.pattern.reduce(0, +) / Double(flow.pattern.count)
    let (second, third) = flow.pattern.reduce(into: (0.0, 0.0)) { sums, h in
      sums.0 += (h - mean) * (h - mean)
      sums.1 += (h - mean) * (h - mean) * (h - mean)
    }
    let count = Double(flow.pattern.count)
    #expect(sign * third / count / pow(second / count, 1.5) > 0.35)
  }

  @Test func singlePrecisionFindsThePatternToo() {
    var stream = RandomStream(seed: 1, key: "single")
    let noise = (0..<(64 * 64)).map { _ in Float(stream.normal(deviation: 0.05)) }
    let single = SwiftHohenberg<Float>(width: 64, height: 64, .init(wavelength: 8), from: noise)
    let double = Flow(width: 64, height: 64, .init(wavelength: 8), from: noise.map { Double($0) })
    single.advance(steps: 30)
    double.advance(steps: 30)
    #expect(relativeError(single.pattern, double.pattern) < 1e-3)
  }
}
