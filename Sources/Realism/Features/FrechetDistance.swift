/// The Fréchet distance between two clouds taken as normal distributions, with shrunk covariances.
///
/// F = |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½), over the dimension here, so that 1 means: one unit apart in every
/// number. Source: Dowson and Landau, "The Fréchet distance between multivariate normal distributions", J. Multivariate
/// Analysis 12, 1982. It is biased upwards by few vectors; compare clouds of one size.
public struct FrechetDistance: Sendable {
  private let reference: FeatureCloud

  /// Distances from a cloud.
  public init(from reference: FeatureCloud) { self.reference = reference }

  /// The distance to a cloud of the same dimension.
  /// - Parameters:
  ///   - counts: how often each vector of `other` is drawn, for bootstraps; each once when nil.
  ///   - referenceCounts: the same for the reference.
  public func callAsFunction(
    to other: FeatureCloud, counts: [Double]? = nil, referenceCounts: [Double]? = nil
  ) -> Double {
    precondition(reference.dimension == other.dimension, "clouds of one dimension")
    let (a, b) = (Normal(reference, referenceCounts), Normal(other, counts))
    let shift = zip(a.mean, b.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let overlap = a.covariance.squareRoot().sandwiching(b.covariance).eigen().values
      .reduce(0) { $0 + max(0, $1).squareRoot() }
    let sum = shift + a.covariance.trace + b.covariance.trace - 2 * overlap
    return max(0, sum) / Double(reference.dimension)
  }

  private struct Normal {
    let mean: [Double]
    let covariance: SymmetricMatrix

    init(_ cloud: FeatureCloud, _ counts: [Double]?) {
      let counts = counts ?? cloud.ones
      mean = cloud.mean(counts)
      covariance = cloud.shrunkCovariance(counts, mean: mean)
    }
  }
}
