import Foundation
import Randomness

/// A log-normal factor of mean 1 that changes slowly from step to step (an Ornstein–Uhlenbeck process).
struct SlowVariation {
  private let deviation: Double
  private let memory: Double
  private var state: Double

  /// - Parameters:
  ///   - deviation: standard deviation of the factor's logarithm.
  ///   - memory: steps over which the factor is remembered.
  init(deviation: Double, memory: Double, using stream: inout RandomStream) {
    (self.deviation, self.memory) = (deviation, exp(-1 / max(0.5, memory)))
    state = stream.normal()
  }

  mutating func next(using stream: inout RandomStream) -> Double {
    guard deviation > 0 else { return 1 }
    state = memory * state + stream.normal(deviation: (1 - memory * memory).squareRoot())
    return exp(deviation * state - deviation * deviation / 2)
  }
}
