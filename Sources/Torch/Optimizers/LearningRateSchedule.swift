import Foundation

/// The learning rate over a training of known length: a linear rise, then a fall. It depends on the step alone, so a
/// resumed training goes on with it as it was.
public struct LearningRateSchedule: Codable, Equatable, Sendable {
  /// How the rate falls after the rise.
  public enum Decay: String, Codable, Sendable {
    /// Not at all.
    case constant
    /// Along half a cosine (Loshchilov and Hutter 2017).
    case cosine
    /// Along a line, or a power of one: the "poly" rule of segmentation papers.
    case linear
  }

  /// The rate at the end of the rise.
  public var peak: Double
  /// The rate at the end.
  public var floor: Double
  /// The number of steps of the rise.
  public var warmUp: Int
  /// The number of all steps.
  public var steps: Int
  /// How the rate falls.
  public var decay: Decay
  /// The power that a falling line is raised to.
  public var power: Double

  /// From 0 to `peak` in `warmUp` steps, then to `floor` at `steps`.
  public init(
    peak: Double, floor: Double = 0, warmUp: Int = 0, steps: Int, decay: Decay = .cosine, power: Double = 1
  ) {
    precondition(warmUp >= 0 && steps >= warmUp, "a rise of \(warmUp) steps does not fit into \(steps)")
    self.peak = peak
    self.floor = floor
    self.warmUp = warmUp
    self.steps = steps
    self.decay = decay
    self.power = power
  }

  /// The rate for step `step`, from 0.
  public func rate(at step: Int) -> Double {
    if step < warmUp { return peak * Double(step + 1) / Double(warmUp) }
    let progress = min(1, Double(step - warmUp) / Double(max(1, steps - warmUp)))
    switch decay {
    case .constant: return peak
    case .cosine: return floor + (peak - floor) * (1 + cos(.pi * progress)) / 2
    case .linear: return floor + (peak - floor) * pow(1 - progress, power)
    }
  }
}
