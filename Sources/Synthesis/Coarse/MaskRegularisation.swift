import Imaging

/// Smooths the outline of a mask by a few steps of the Allen–Cahn equation φ_t = ∇·(ε² ∇φ) − W′(φ), W = φ² (1 − φ)².
///
/// Corners and single pixels of an outline are rounded off at the scale ε, and the edge becomes as soft as that. ε is at
/// most a quarter of the local width, so that cracks neither dissolve nor break; a piece that would break or vanish all
/// the same is left as it was. Source: S. Allen, J. Cahn, "A microscopic theory for antiphase boundary motion", Acta
/// Metallurgica 27 (1979).
public struct MaskRegularisation: Sendable {
  /// Greatest ε, px, 0…4; 0 changes nothing.
  public let width: Double
  /// How long the equation runs: long enough to form an edge, too short for an outline to travel.
  private static let duration: Float = 1.6

  /// A regularisation with a greatest ε.
  public init(width: Double) {
    precondition(0...4 ~= width, "ε is within 0…4 px")
    self.width = width
  }

  /// How much of each pixel belongs to the mask afterwards, 0…1; nothing outside it.
  public func callAsFunction(_ mask: Mask) -> Plane {
    let sharp = Plane(width: mask.width, height: mask.height, values: mask.values.map { Float($0) })
    guard width > 0, mask.values.contains(1) else { return sharp }
    var smooth = evolved(sharp, squaredWidths: squaredWidths(mask))
    for i in smooth.values.indices { smooth.values[i] *= sharp.values[i] }
    restoreBrokenPieces(&smooth, mask)
    return smooth
  }

  /// ε² of every pixel: a quarter of the width of the region where its nearest middle is, at most `width`.
  private func squaredWidths(_ mask: Mask) -> [Float] {
    let depth = mask.inverted().distanceTransform().distance
    var middle = Mask(width: mask.width, height: mask.height)
    for y in 0..<mask.height {
      for x in 0..<mask.width where mask[y, x] {
        let rows = max(0, y - 1)...min(mask.height - 1, y + 1)
        let columns = max(0, x - 1)...min(mask.width - 1, x + 1)
        middle[y, x] = rows.allSatisfy { row in columns.allSatisfy { depth[row, $0] <= depth[y, x] } }
      }
    }
    let nearest = middle.distanceTransform().nearest
    return nearest.map { index in
      // A line of one pixel has the depth 1: the width is 2 · depth − 1.
      let quarter = min(Float(width), (2 * depth.values[Int(index)] - 1) / 4)
      return quarter * quarter
    }
  }

  private func evolved(_ start: Plane, squaredWidths: [Float]) -> Plane {
    let (columns, rows) = (start.width, start.height)
    // Explicit steps are stable while τ (4 ε² + 1) < 1.
    let steps = Int((Self.duration * (4 * (squaredWidths.max() ?? 0) + 1) / 0.8).rounded(.up))
    let timeStep = Self.duration / Float(steps)
    var (now, next) = (start.values, start.values)
    for _ in 0..<steps {
      for y in 0..<rows {
        let (above, below) = (y > 0 ? -columns : 0, y < rows - 1 ? columns : 0)
        for x in 0..<columns {
          let i = y * columns + x
          let (left, right) = (x > 0 ? i - 1 : i, x < columns - 1 ? i + 1 : i)
          let own = now[i]
          func flux(_ j: Int) -> Float { 0.5 * (squaredWidths[i] + squaredWidths[j]) * (now[j] - own) }
          let spread = flux(left) + flux(right) + flux(i + above) + flux(i + below)
          next[i] = own + timeStep * (spread - 2 * own * (1 - own) * (1 - 2 * own))
        }
      }
      swap(&now, &next)
    }
    return Plane(width: columns, height: rows, values: now)
  }

  /// Gives every piece of the mask its sharp outline back that has not stayed one piece.
  private func restoreBrokenPieces(_ smooth: inout Plane, _ mask: Mask) {
    var core = mask
    for i in core.values.indices where smooth.values[i] < 0.5 { core.values[i] = 0 }
    let (before, after) = (mask.connectedComponents(), core.connectedComponents())
    var pieces = [Set<Int32>](repeating: [], count: before.components.count + 1)
    for i in mask.values.indices where after.labels[i] > 0 { pieces[Int(before.labels[i])].insert(after.labels[i]) }
    for i in mask.values.indices where mask.values[i] == 1 && pieces[Int(before.labels[i])].count != 1 {
      smooth.values[i] = 1
    }
  }
}
