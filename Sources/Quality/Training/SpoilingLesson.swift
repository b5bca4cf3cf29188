import Foundation
import Imaging
import Randomness
import Synthesis

/// A sample with how good it is, by construction.
struct GradedSample: Sendable {
  let sample: ComparedSample
  /// How good, 0…1.
  let target: Double
}

/// Makes samples of every grade out of sound ones: each spoiled a little, much, or beyond use.
///
/// The grade is the probability that the defect is seen times what the spoiling leaves of the sample's worth. That the
/// faint ones among sound samples are worth less than the plain ones, and a mask that is off by two pixels more than one
/// that is off by eight, is what spreads the estimates of samples that are all right.
enum SpoilingLesson {
  /// Nothing is beyond doubt.
  private static let limits = 0.02...0.98

  /// The grade of a sample that nothing was done to.
  static func sound(_ sample: ComparedSample) -> GradedSample {
    GradedSample(sample: sample, target: grade(visibility(of: sample)))
  }

  /// A sound sample spoiled in a random way by a random amount.
  /// - Parameter gross: by enough that it is of no use; else by anything from hardly to fully.
  /// - Returns: nil where the drawn way does not fit.
  static func spoiled(
    _ sound: ComparedSample, gross: Bool, using stream: inout RandomStream
  ) -> GradedSample? {
    let kind = stream.pick(Spoiling.allCases)
    let amount = amount(of: kind, gross: gross, using: &stream)
    guard let sample = kind.spoil(sound, amount: amount, using: &stream) else { return nil }
    let worth =
      switch kind {
      case .wrongPlace: 1 - 1.5 * Double(sample.mask.subtracting(sample.foreground).area) / Double(sample.mask.area)
      case .invisible: visibility(of: sample)
      case .cutEdges: 0.0
      case .maskShifted: visibility(of: sound) * exp(-pow(amount / 3, 2))
      case .corrupted: 0.5 * (1 - amount)
      case .blurred: visibility(of: sample) / (1 + pow(amount / 2, 2))
      }
    return GradedSample(sample: sample, target: grade(worth))
  }

  private static func amount(of kind: Spoiling, gross: Bool, using stream: inout RandomStream) -> Double {
    switch kind {
    case .wrongPlace: stream.uniform(gross ? 0.7...1 : 0.2...1)
    case .invisible: gross ? stream.uniform(0.1...0.8) : stream.logUniform(0.5...4)
    case .cutEdges: stream.uniform(0.25...0.7)
    case .maskShifted: gross ? stream.uniform(5...16) : stream.uniform(1...8)
    case .corrupted: stream.uniform(gross ? 0.7...1 : 0.3...1)
    case .blurred: gross ? stream.uniform(4...8) : stream.logUniform(0.7...5)
    }
  }

  private static func visibility(of sample: ComparedSample) -> Double {
    Visibility.probability(
      contrast: sample.contrast, texture: Visibility.texture(sample.photograph.luma(), under: sample.mask))
  }

  private static func grade(_ worth: Double) -> Double { min(limits.upperBound, max(limits.lowerBound, worth)) }
}
