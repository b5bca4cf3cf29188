import Foundation
import Randomness

extension SIMD2 where Scalar == Float {
  /// The unit vector at an angle, radians.
  init(angle: Float) { self.init(cos(angle), sin(angle)) }
}

/// A drawn line: a chain of short straight pieces that remembers the length so far.
struct Path: Sendable {
  let points: [Point]
  let reaches: [Float]

  /// Where a point lies beside a path.
  struct Place {
    /// Distance to the path, signed: positive to the left of the way it runs.
    var offset: Float
    /// Way along the path to the nearest point.
    var along: Float
  }

  init(_ points: [Point]) {
    precondition(points.count > 1, "a path has two points or more")
    var reaches: [Float] = [0]
    for i in 1..<points.count { reaches.append(reaches[i - 1] + (points[i] - points[i - 1]).length) }
    (self.points, self.reaches) = (points, reaches)
  }

  var length: Float { reaches[reaches.count - 1] }

  /// A wandering line: its heading turns smoothly, by about `turning` radians over its whole length.
  static func wandering(
    from start: Point, heading: Float, length: Float, turning: Float, stream: inout RandomStream
  ) -> Path {
    let noise = stream.noise()
    let steps = 24
    var points = [start]
    for step in 0..<steps {
      let angle = heading + turning * noise.value(Float(step) * 0.13 + 0.5, lane: 3)
      points.append(points[step] + Point(angle: angle) * (length / Float(steps)))
    }
    return Path(points)
  }

  /// The same line, moved so that the middle of its points lies at `centre`.
  func centred(at centre: Point) -> Path {
    let middle = points.reduce(Point.zero, +) / Float(points.count)
    return Path(points.map { $0 - middle + centre })
  }

  /// The nearest place on the path, or nil where it is farther away than `limit`.
  func place(of p: Point, within limit: Float) -> Place? {
    var (nearest, found) = (limit * limit, Place?.none)
    for i in 1..<points.count {
      let (a, run) = (points[i - 1], points[i] - points[i - 1])
      let away = p - a
      let t = clamp(away.dot(run) / run.dot(run))
      let gap = away - run * t
      let square = gap.dot(gap)
      guard square < nearest else { continue }
      nearest = square
      let side: Float = run.x * away.y - run.y * away.x < 0 ? -1 : 1
      found = Place(offset: side * square.squareRoot(), along: reaches[i - 1] + t * (reaches[i] - reaches[i - 1]))
    }
    return found
  }
}
