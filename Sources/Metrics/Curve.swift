/// A curve of at most 512 points, x ascending, for drawing; measures are never computed from it.
public struct Curve: Codable, Sendable, Equatable {
  /// Abscissae.
  public let x: [Double]
  /// Ordinates.
  public let y: [Double]

  /// A curve through as many points as there are abscissae.
  package init(x: [Double], y: [Double]) {
    precondition(x.count == y.count, "each point has two coordinates")
    (self.x, self.y) = (x, y)
  }
}

/// Thins a curve while it is walked: a point is kept when it lies a step away from the last one kept, and with it the
/// point before, so that corners stay sharp.
struct CurveBuilder {
  static let step = 1.0 / 120

  let scale: (x: Double, y: Double)
  private var x: [Double] = []
  private var y: [Double] = []
  private var pending: (x: Double, y: Double)?

  /// - Parameter scale: Factors that bring both axes to [0, 1]; 0 ignores an axis.
  init(scale: (x: Double, y: Double)) { self.scale = scale }

  mutating func add(_ px: Double, _ py: Double) {
    guard let lastX = x.last, let lastY = y.last else { return keep(px, py) }
    guard abs(px - lastX) * scale.x + abs(py - lastY) * scale.y >= Self.step else {
      pending = (px, py)
      return
    }
    if let pending { keep(pending.x, pending.y) }
    keep(px, py)
    pending = nil
  }

  private mutating func keep(_ px: Double, _ py: Double) {
    x.append(px)
    y.append(py)
  }

  /// The curve, its very last point included.
  func finish() -> Curve {
    Curve(x: x + (pending.map { [$0.x] } ?? []), y: y + (pending.map { [$0.y] } ?? []))
  }
}

/// The two curves of a ranking, while it is walked.
struct RankingCurves {
  var roc = CurveBuilder(scale: (1, 1))
  var precisionRecall = CurveBuilder(scale: (2, 0))

  init() { roc.add(0, 0) }
}
