import Foundation

/// Normal numbers for many samples at once, by a table of quantiles: sixteen random bits a number.
enum NormalNoise {
  /// Normal quantiles at the middles of 65,536 equal steps of probability, of variance 1; the
  /// outermost lie at ± 4.2.
  private static let quantiles: [Float] = {
    let half = (0..<32_768).map { upperQuantile((Double($0) + 0.5) / 65_536) }
    let deviation = (half.reduce(0) { $0 + $1 * $1 } / 32_768).squareRoot()
    let upper = half.map { Float($0 / deviation) }
    return upper.map { -$0 } + upper
  }()

  /// Adds independent normal numbers of mean 0 to samples.
  static func add(
    _ deviation: Float, to samples: UnsafeMutableBufferPointer<Float>,
    using generator: inout some RandomNumberGenerator
  ) {
    quantiles.withUnsafeBufferPointer { quantiles in
      for start in stride(from: 0, to: samples.count, by: 4) {
        var bits = generator.next()
        for i in start..<min(samples.count, start + 4) {
          samples[i] += deviation * quantiles[Int(bits & 0xFFFF)]
          bits >>= 16
        }
      }
    }
  }

  /// The value that a normal number exceeds with `probability` in (0, ½].
  ///
  /// Start: Abramowitz & Stegun, "Handbook of Mathematical Functions", 26.2.23 (to 5e-4); then two
  /// steps of Newton.
  private static func upperQuantile(_ probability: Double) -> Double {
    let t = (-2 * log(probability)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    var x = t - numerator / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    for _ in 0..<2 {
      let excess = 0.5 * erfc(x / 2.0.squareRoot()) - probability
      x += excess * (2 * Double.pi).squareRoot() * exp(x * x / 2)
    }
    return x
  }
}
