import Foundation

/// The noise schedule of a denoising diffusion with few steps, preserving variance: x_t = √ᾱ x_0 + √(1 − ᾱ) ε.
///
/// σ(t) = √((1 − ᾱ) / ᾱ), the strength of the noise against the picture, rises geometrically from step 1 to step T. A
/// picture's structure of twice the size survives about twice the noise, so each step decides about as many octaves of
/// size as any other, and the last one takes away no more than grain. The choice is ours, after the noise levels of Karras et
/// al., "Elucidating the design space of diffusion-based generative models", 2022. t = 0 is the clean picture. All in
/// double precision.
public struct DiffusionSchedule: Codable, Sendable, Equatable {
  /// T, 1…8.
  public let steps: Int
  /// σ(1), of pictures of −1…1.
  public let leastNoise: Double
  /// σ(T).
  public let greatestNoise: Double

  /// A schedule of `steps` steps, 1…8; one step alone has the greatest noise.
  public init(steps: Int = 8, leastNoise: Double = 0.05, greatestNoise: Double = 40) {
    precondition((1...8).contains(steps), "a schedule has 1…8 steps, not \(steps)")
    precondition(leastNoise > 0 && greatestNoise > leastNoise, "noise must be added, and more with time")
    (self.steps, self.leastNoise, self.greatestNoise) = (steps, leastNoise, greatestNoise)
  }

  /// σ(t) at step t of 0…T.
  public func noise(_ t: Int) -> Double {
    precondition((0...steps).contains(t), "step \(t) is not within 0…\(steps)")
    guard t > 0 else { return 0 }
    guard t < steps else { return greatestNoise }
    return leastNoise * pow(greatestNoise / leastNoise, Double(t - 1) / Double(steps - 1))
  }

  /// ᾱ(t), the fraction of the picture's power at step t of 0…T.
  public func signalPower(_ t: Int) -> Double { 1 / (1 + noise(t) * noise(t)) }

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
}
