import Randomness

/// Places and times at which pits nucleate: a Poisson process of which each point dies that has an older neighbour
/// within the inhibition radius — a growing pit protects the metal around it.
///
/// Source: B. Matérn, "Spatial variation" (1960), the second hard-core process. Survivors have the intensity
/// (1 - exp(-ρπR²)) / πR² for parents of intensity ρ.
public enum Nucleation {
  /// A nucleus.
  public struct Site: Sendable, Equatable {
    /// Where it lies, in the unit of length of the call.
    public var position: SIMD2<Double>
    /// When it nucleates, 0 (first) … 1 (last).
    public var time: Double
  }

  /// The survivors in the rectangle 0…size, the oldest first.
  /// - Parameters:
  ///   - density: parents in a unit of area.
  ///   - inhibition: radius within which an older neighbour kills.
  public static func sites(
    density: Double, inhibition: Double, in size: SIMD2<Double>, using stream: inout RandomStream
  ) -> [Site] {
    let count = stream.poisson(density * size.x * size.y)
    let parents = (0..<count).map { _ in
      Site(
        position: SIMD2(stream.uniform(0...size.x), stream.uniform(0...size.y)), time: stream.uniform())
    }.sorted { $0.time < $1.time }
    return parents.enumerated().filter { index, site in
      !parents[..<index].contains { older in
        let offset = older.position - site.position
        return (offset * offset).sum() < inhibition * inhibition
      }
    }.map(\.element)
  }
}
