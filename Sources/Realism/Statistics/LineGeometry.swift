import Foundation
import Imaging

/// The geometry of a mask taken as lines: how wide, how crooked, how branched.
public struct LineGeometry: Sendable, Equatable {
  /// Width at each pixel of the skeleton, px: twice the distance to the outline.
  public let widths: [Double]
  /// Arc over chord of each branch, ≥ 1, with its arc length, px. Branches shorter than 10 px are left out.
  public let tortuosities: [(value: Double, weight: Double)]
  /// Smallest angle between neighbouring branches at each junction, degrees, in (0, 120].
  public let branchingAngles: [Double]
  /// Box-counting dimension of the mask, 0…2; nil where it is too small to tell.
  public let boxDimension: Double?
  /// Length of all branches, px, short of the mask's ends by half its width.
  public let length: Double

  /// Branches shorter than this have no course to speak of, px.
  private static let leastArc = 10.0

  /// The geometry of a mask; nil for an empty one.
  public init?(_ mask: Mask) {
    guard mask.area > 0 else { return nil }
    let skeleton = mask.skeleton()
    let depth = mask.inverted().distanceTransform().distance
    // A full mask has no outline inside the picture.
    guard depth.values.allSatisfy(\.isFinite) else { return nil }
    widths = skeleton.values.indices.filter { skeleton.values[$0] != 0 }.map { 2 * Double(depth.values[$0]) - 1 }
    let graph = SkeletonGraph(skeleton)
    let courses = graph.branches.map { Course($0, of: graph, depth) }
    length = courses.reduce(0) { $0 + $1.arc }
    tortuosities = zip(graph.branches, courses).compactMap { branch, course in
      guard !branch.isClosed, course.arc >= Self.leastArc, course.chord > 0 else { return nil }
      return (course.arc / course.chord, course.arc)
    }
    branchingAngles = graph.junctions.indices.compactMap { Self.angle(at: $0, of: graph, depth) }
    boxDimension = BoxCounting.dimension(of: mask)
  }

  /// Length over width: above about 8 a mask looks like a line.
  public var slenderness: Double { length / max(1, widths.reduce(0, +) / Double(widths.count)) }

  /// Whether two geometries are the same.
  public static func == (a: LineGeometry, b: LineGeometry) -> Bool {
    a.widths == b.widths && a.branchingAngles == b.branchingAngles && a.boxDimension == b.boxDimension
      && a.length == b.length && a.tortuosities.elementsEqual(b.tortuosities, by: ==)
  }

  /// Directions are taken over a stretch of each branch that begins where it has left the blot that all share.
  private static func angle(at junction: Int, of graph: SkeletonGraph, _ depth: Plane) -> Double? {
    let centre = graph.position(ofJunction: junction)
    let near = max(3, 1.5 * graph.junctions[junction].reduce(0) { max($0, Double(depth.values[$1])) })
    let directions = graph.branches.flatMap { branch -> [Double] in
      let ends = [(branch.junctions.start, branch.pixels), (branch.junctions.end, branch.pixels.reversed())]
      return ends.compactMap { end, pixels in
        guard end == junction else { return nil }
        let places = pixels.map { graph.position($0) }
        let distances = places.map { (($0 - centre) * ($0 - centre)).sum().squareRoot() }
        guard let first = distances.firstIndex(where: { $0 >= near }), places.count - first > 4 else { return nil }
        let course = places[min(first + 12, places.count - 1)] - places[first]
        return atan2(course.y, course.x)
      }
    }.sorted()
    guard directions.count >= 3 else { return nil }
    let gaps = directions.indices.map { index in
      index + 1 < directions.count
        ? directions[index + 1] - directions[index] : directions[0] + 2 * .pi - directions[index]
    }
    return gaps.min().map { $0 * 180 / .pi }
  }
}

/// The course of a branch, freed of the staircase that pixels make of it.
private struct Course {
  /// Length along the course, px.
  let arc: Double
  /// Distance of its ends, px.
  let chord: Double

  init(_ branch: SkeletonGraph.Branch, of graph: SkeletonGraph, _ depth: Plane) {
    let places = Self.trimmed(branch, depth).map { graph.position($0) }
    let smooth = places.indices.map { index in
      // A window that shrinks towards the ends keeps them where they are.
      let reach = min(4, index, places.count - 1 - index)
      return places[index - reach...index + reach].reduce(.zero, +) / Double(2 * reach + 1)
    }
    arc = zip(smooth, smooth.dropFirst()).reduce(0) { $0 + Self.distance($1.0, $1.1) }
    chord = Self.distance(smooth[0], smooth[smooth.count - 1])
  }

  /// Without the hooks that thinning draws from a free end into the corners of the mask.
  private static func trimmed(_ branch: SkeletonGraph.Branch, _ depth: Plane) -> ArraySlice<Int> {
    let pixels = branch.pixels
    let radius = Int(depth.values[pixels[pixels.count / 2]])
    let hook = branch.isClosed ? 0 : min(radius, (pixels.count - 2) / 2)
    return pixels.dropFirst(branch.junctions.start == nil ? hook : 0)
      .dropLast(branch.junctions.end == nil ? hook : 0)
  }

  private static func distance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    ((a - b) * (a - b)).sum().squareRoot()
  }
}
