import Foundation

/// The variance-preserving noise schedule of a denoising-diffusion GAN with few steps.
///
/// Step t of 1…T belongs to the time τ(t) = ε + (1 − ε) t / T, ε = 0.001, of the continuous process, which leaves the
/// fraction ᾱ(t) = exp(−½ τ² (β_max − β_min) − τ β_min) of a picture's power (Song et al. 2021; Xiao et
/// al. 2022). t = 0 is the clean picture: ᾱ(0) is set to 1, so that its posterior has no noise left. All in double
/// precision.
public struct DiffusionSchedule: Codable, Sendable, Equatable {
  /// T, 1…8.
  public let steps: Int
  /// β_min of the continuous process.
  public let minimumRate: Double
  /// β_max of the continuous process.
  public let maximumRate: Double

  /// A schedule of `steps` steps, 1…8.
  public init(steps: Int = 4, minimumRate: Double = 0.1, maximumRate: Double = 20) {
    precondition((1...8).contains(steps), "a schedule has 1…8 steps, not \(steps)")
    precondition(minimumRate > 0 && maximumRate >= minimumRate, "noise must be added, and not less with time")
    (self.steps, self.minimumRate, self.maximumRate) = (steps, minimumRate, maximumRate)
  }

  /// ᾱ(t), the fraction of the picture's power at step t of 0…T.
  public func signalPower(_ t: Int) -> Double {
    precondition((0...steps).contains(t), "step \(t) is not within 0…\(steps)")
    guard t > 0 else { return 1 }
    let time = Self.start + (1 - Self.start) * Double(t) / Double(steps)
    return exp(-0.5 * time * time * (maximumRate - minimumRate) - time * minimumRate)
  }

  /// q(x_t | x_0) = N(signal · x_0, variance).
  public func marginal(_ t: Int) -> (signal: Double, variance: Double) {
    let power = signalPower(t)
    return (power.squareRoot(), 1 - power)
  }

  /// q(x_t | x_s), s ≤ t: N(signal · x_s, variance).
  public func forward(from s: Int, to t: Int) -> (signal: Double, variance: Double) {
    precondition(s <= t, "noise is added from step \(s) to \(t), which comes before")
    let ratio = signalPower(t) / signalPower(s)
    return (ratio.squareRoot(), 1 - ratio)
  }

  /// q(x_e | x_s, x_0), e < s: N(clean · x_0 + noisy · x_s, variance). One step for e = s − 1; otherwise a jump.
  ///
  /// With e = 0 the picture is given back, and the variance is 0.
  public func posterior(from s: Int, to e: Int) -> (clean: Double, noisy: Double, variance: Double) {
    precondition(e < s, "noise is taken away from step \(s) to \(e), which comes after")
    let (start, end) = (signalPower(s), signalPower(e))
    let (added, remaining) = (1 - start / end, 1 - end)
    return (
      end.squareRoot() * added / (1 - start), (start / end).squareRoot() * remaining / (1 - start),
      remaining * added / (1 - start)
    )
  }

  /// The time at which the continuous process begins, ε.
  private static let start = 1e-3
}
