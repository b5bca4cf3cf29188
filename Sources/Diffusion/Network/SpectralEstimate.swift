import Foundation
import Torch

/// The best linear guess at a picture of which nothing is known but its noise and how its power falls with frequency:
/// Wiener's filter, on cosines, which continue a picture by its mirror image.
///
/// It takes the place of c_skip · x_t of Karras et al. 2022, which is the same filter for pictures whose power is the same
/// at all frequencies. Photographs' is not: at noise of 0.3 a flat filter leaves three quarters of it in the finest detail,
/// all of which the network would have to take away to the pixel before it has any use. The law of power begins with
/// one that photographs of surfaces have in common; how each type of defect departs from it, in octaves, is learned. Ours.
package struct SpectralEstimate: Module {
  /// By how much the logarithm of a type's standard deviation departs from the common law, in units of ``unit``: of what
  /// the channels share at each knot, then of colour. `[types, 2 · knots]`.
  @Parameter package var departures: Tensor
  private let law: Law

  /// Knots, octaves from half the finest frequency down.
  private static let knots = 8
  /// Departures are to be learned sooner than weights.
  private static let unit = 5.0

  package init(_ configuration: DiffusionConfiguration) {
    departures = .zeros([configuration.types, 2 * Self.knots])
    law = Law(configuration, knots: Self.knots)
  }

  /// The guess at x_0, `[N, C, H, W]`.
  /// - Parameters:
  ///   - noisy: x_t, `[N, C, H, W]`.
  ///   - steps: t of each sample, 1…T.
  ///   - types: number of the defect's type, int64 `[N]`.
  package func callAsFunction(_ noisy: Tensor, at steps: [Int], types: Tensor) -> Tensor {
    // In double precision, which autocast leaves alone.
    let own = (departures.to(.float64) * Self.unit).embedding(types).chunk(2, 1)
    let channels = noisy.shape[1]
    let shared = law.gain(own[0], at: steps, ratio: Double(channels))
    let colour = law.gain(own[0] + own[1], at: steps, ratio: Law.chroma * Law.chroma)
    let cosines = law.cosines.to(noisy.device)
    let inverse = cosines.transpose(0, 1)
    let spectrum = cosines.matmul(noisy.to(.float64)).matmul(inverse)
    let filtered =
      channels == 1
      ? spectrum * shared : spectrum * colour + spectrum.mean([1], keepDim: true) * (shared - colour)
    return inverse.matmul(filtered).matmul(cosines).to(.float32)
  }

  /// c_out at a step: standard deviation of the guess's error by the common law.
  package func deviation(at t: Int) -> Double { law.deviations[t - 1] }

  /// What photographs have in common.
  private struct Law: Sendable {
    let cosines: Tensor
    let deviations: [Double]
    private let side: Int
    private let schedule: DiffusionSchedule
    /// Variance of each coefficient, `[1, side · side]`.
    private let powers: Tensor
    /// How much each knot counts at each coefficient, `[knots, side · side]`.
    private let shares: Tensor

    /// Standard deviation of a coefficient of f cycles per pixel, amplitude · f^slope, of pictures of −1…1.
    static let (amplitude, slope) = (0.008, -1.7)
    /// The greatest one.
    static let greatest = 30.0
    /// The greatest one that the guess reckons with: what is larger, the surroundings tell better than the noise.
    static let greatestGuessed = 3.0
    /// Standard deviation of colour against light.
    static let chroma = 0.1

    init(_ configuration: DiffusionConfiguration, knots: Int) {
      (side, schedule) = (configuration.side, configuration.schedule)
      cosines = Self.cosines(configuration.side)
      let side = side
      let frequencies = (0..<side * side).map {
        max(1e-9, hypot(Double($0 / side), Double($0 % side)) / Double(2 * side))
      }
      let deviations = frequencies.map { min(Self.greatest, Self.amplitude * pow($0, Self.slope)) }
      powers = Tensor(deviations.map { pow(min($0, Self.greatestGuessed), 2) }, [1, side * side])
      let places = frequencies.map { min(Double(knots - 1), max(0, -log2(4 * $0))) }
      shares = Tensor(
        (0..<knots).flatMap { knot in places.map { max(0, 1 - abs($0 - Double(knot))) } }, [knots, side * side])
      let (channels, colour) = (Double(configuration.channels), Self.chroma * Self.chroma)
      self.deviations = (1...schedule.steps).map { [schedule] t in
        let noise = pow(schedule.noise(t), 2)
        func error(_ ratio: Double) -> Double {
          deviations.reduce(0) { $0 + ratio * $1 * $1 * noise / (ratio * $1 * $1 + noise) } / Double(deviations.count)
        }
        // A light of variance p in each channel is one of p · channels along the grey axis.
        return ((error(channels) + (channels - 1) * error(colour)) / channels).squareRoot()
      }
    }

    /// What x_t's coefficients are multiplied by, `[N, 1, side, side]`.
    func gain(_ departures: Tensor, at steps: [Int], ratio: Double) -> Tensor {
      let device = departures.device
      let own = powers.to(device) * (departures.matmul(shares.to(device)) * 2).exp() * ratio
      let noise = Tensor(steps.map { pow(schedule.noise($0), 2) }, [steps.count, 1]).to(device)
      let signal = Tensor(steps.map { schedule.marginal($0).signal }, [steps.count, 1]).to(device)
      return (own / ((own + noise) * signal)).reshape(steps.count, 1, side, side)
    }

    /// The orthonormal discrete cosine transform, a row a frequency.
    private static func cosines(_ side: Int) -> Tensor {
      Tensor(
        (0..<side * side).map { place -> Double in
          let (k, x) = (Double(place / side), Double(place % side))
          return cos(.pi * k * (x + 0.5) / Double(side)) * ((k == 0 ? 1 : 2) / Double(side)).squareRoot()
        }, [side, side])
    }
  }
}
