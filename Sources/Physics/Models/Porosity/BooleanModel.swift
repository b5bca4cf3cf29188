import Foundation
import Randomness

/// Spherical pores with log-normal radii at the points of a Poisson process in space, cut by a plane.
///
/// Sources: G. Matheron, "Random sets and integral geometry" (1975), for the Boolean model; S. D. Wicksell, "The
/// corpuscle problem", Biometrika 17 (1925), for the sections. Lengths have any one unit.
public struct BooleanModel: Sendable, Equatable {
  /// Mean number of centres in a unit of volume.
  public let intensity: Double
  /// Median radius of the spheres.
  public let medianRadius: Double
  /// Standard deviation of the radius's logarithm.
  public let spread: Double

  /// The model of which a plane is covered to a given share, 1 - exp(-λ E[V]).
  public init(areaFraction: Double, medianRadius: Double, spread: Double) {
    precondition(areaFraction > 0 && areaFraction < 1, "the share of the area lies between 0 and 1")
    precondition(medianRadius > 0 && spread >= 0, "radii are positive")
    (self.medianRadius, self.spread) = (medianRadius, spread)
    let volume = 4 * Double.pi / 3 * Self.moment(3, medianRadius, spread)
    intensity = -log(1 - areaFraction) / volume
  }

  /// Mean number of sections in a unit of the plane's area, 2 λ E[R].
  public var sectionIntensity: Double { 2 * intensity * Self.moment(1, medianRadius, spread) }

  /// E[R^order] of the log-normal law.
  private static func moment(_ order: Double, _ median: Double, _ spread: Double) -> Double {
    pow(median, order) * exp(order * order * spread * spread / 2)
  }

  /// A sphere cut by the plane.
  public struct Section: Sendable, Equatable {
    /// Centre of the disc in the plane.
    public var centre: SIMD2<Double>
    /// Radius of the sphere.
    public var sphereRadius: Double
    /// How far the sphere's centre lies below the plane, -R…R.
    public var depth: Double

    /// A section.
    public init(centre: SIMD2<Double>, sphereRadius: Double, depth: Double) {
      (self.centre, self.sphereRadius, self.depth) = (centre, sphereRadius, depth)
    }

    /// Radius of the disc that the plane cuts out, √(R² - depth²).
    public var radius: Double { max(0, sphereRadius * sphereRadius - depth * depth).squareRoot() }

    /// Share of the half-space above that is seen from anywhere in the cavity: the cap that is cut off over the whole
    /// sphere, (1 - depth/R)/2, since in a sphere every point sees every other equally well.
    public var openness: Double { (1 - depth / sphereRadius) / 2 }
  }

  /// How pores gather: each point of the process becomes a cluster.
  public struct Clusters: Sendable, Equatable {
    /// Mean number of pores in a cluster, at least 1.
    public var size: Double
    /// Radius of a cluster.
    public var radius: Double

    /// Matérn's cluster process.
    public init(size: Double, radius: Double) { (self.size, self.radius) = (size, radius) }
  }

  /// The sections of spheres whose centres lie above or below a disc of the plane.
  /// - Parameters:
  ///   - clusters: nil for independent pores.
  ///   - limit: greatest number of sections, which bounds the work.
  public func sections(
    inDiscOf radius: Double, clusters: Clusters? = nil, limit: Int = .max, using stream: inout RandomStream
  ) -> [Section] {
    let mean = sectionIntensity * .pi * radius * radius
    guard let clusters, clusters.size > 1 else {
      let count = min(limit, stream.poisson(mean))
      return (0..<count).map { _ in section(at: Self.point(inDiscOf: radius, &stream), using: &stream) }
    }
    var sections: [Section] = []
    for _ in 0..<stream.poisson(mean / clusters.size) {
      let parent = Self.point(inDiscOf: radius, &stream)
      for _ in 0..<stream.poisson(clusters.size) where sections.count < limit {
        sections.append(section(at: parent + Self.point(inDiscOf: clusters.radius, &stream), using: &stream))
      }
    }
    return sections
  }

  /// A random section at a given place. A sphere meets the plane with a probability proportional to its radius, so the
  /// radii that are seen are log-normal with the logarithm's mean raised by the variance.
  public func section(at centre: SIMD2<Double>, using stream: inout RandomStream) -> Section {
    let radius = medianRadius * exp(spread * spread + stream.normal(deviation: spread))
    return Section(centre: centre, sphereRadius: radius, depth: radius * stream.uniform(-1...1))
  }

  private static func point(inDiscOf radius: Double, _ stream: inout RandomStream) -> SIMD2<Double> {
    let (distance, angle) = (radius * stream.uniform().squareRoot(), stream.uniform(0...(2 * Double.pi)))
    return distance * SIMD2(cos(angle), sin(angle))
  }
}
