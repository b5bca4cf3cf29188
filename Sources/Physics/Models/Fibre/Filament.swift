import Foundation
import Imaging

/// A thread as it lies in the picture: nodes with a radius and a height above the surface, all in px.
struct Filament {
  var nodes: [SIMD2<Double>]
  var radii: [Double]
  var heights: [Double]
  /// Distance of neighbouring nodes, px.
  var step: Double

  /// Where the shadow of every node falls on the surface; its edge softens with the height.
  func shadow(from light: Light) -> Filament {
    let reach = 1 / tan(max(0.25, light.elevation))
    let away = -SIMD2(cos(light.azimuth), sin(light.azimuth)) * reach
    var shadow = self
    for i in nodes.indices { shadow.nodes[i] += (heights[i] + radii[i]) * away }
    return shadow
  }

  /// The pixels that the filament can touch.
  func surroundings(margin: Double) -> PixelBox {
    let reach = (radii.max() ?? 0) + margin
    let low = nodes.reduce(nodes[0]) { pointwiseMin($0, $1) }
    let high = nodes.reduce(nodes[0]) { pointwiseMax($0, $1) }
    return PixelBox(covering: (low.x - reach)...(high.x + reach), (low.y - reach)...(high.y + reach))
  }
}

/// What the nearest stretch of one filament says about each pixel of a box.
struct FilamentField {
  let box: PixelBox
  /// Share of the pixel that the filament covers, 0…1; right also for hairs below a pixel.
  private(set) var coverage: [Float]
  /// Position across, -1 at one edge … 1 at the other.
  private(set) var across: [Float]
  /// Position along, px.
  private(set) var along: [Float]
  /// Direction: x, y and slope out of the plane.
  private(set) var tangent: [SIMD3<Float>]
  /// Half of the thickness, px.
  private(set) var radius: [Float]

  /// - Parameter softness: width over which the edges fade beyond a pixel, px.
  init(_ filament: Filament, _ box: PixelBox, softness: Double = 0) {
    self.box = box
    coverage = [Float](repeating: 0, count: box.area)
    (across, along, radius) = (coverage, coverage, coverage)
    tangent = [SIMD3<Float>](repeating: .zero, count: box.area)
    for k in 0..<(filament.nodes.count - 1) { paint(Stretch(filament, k), softness: Float(softness)) }
  }

  /// One straight stretch between two nodes.
  private struct Stretch {
    let start: SIMD2<Float>
    let span: SIMD2<Float>
    let radii: SIMD2<Float>
    let position: SIMD2<Float>
    let slope: Float

    init(_ filament: Filament, _ k: Int) {
      start = SIMD2<Float>(filament.nodes[k])
      span = SIMD2<Float>(filament.nodes[k + 1] - filament.nodes[k])
      radii = SIMD2(Float(filament.radii[k]), Float(filament.radii[k + 1]))
      position = SIMD2(Float(k), Float(k + 1)) * Float(filament.step)
      slope = Float((filament.heights[k + 1] - filament.heights[k]) / filament.step)
    }
  }

  private mutating func paint(_ stretch: Stretch, softness: Float) {
    let reach = Double(max(stretch.radii.x, stretch.radii.y) + softness) + 1
    let (a, b) = (SIMD2<Double>(stretch.start), SIMD2<Double>(stretch.start + stretch.span))
    let (low, high) = (pointwiseMin(a, b), pointwiseMax(a, b))
    let around = PixelBox(
      covering: (low.x - reach)...(high.x + reach), (low.y - reach)...(high.y + reach)
    ).intersection(box)
    let squared = max(1e-9, (stretch.span * stretch.span).sum())
    let (length, half) = (squared.squareRoot(), 0.5 + 0.5 * softness)
    for y in around.y..<around.maxY {
      for x in around.x..<around.maxX {
        let offset = SIMD2(Float(x), Float(y)) - stretch.start
        let t = clamp01((offset * stretch.span).sum() / squared)
        let apart = offset - t * stretch.span
        let distance = (apart * apart).sum().squareRoot()
        let radius = stretch.radii.x + t * (stretch.radii.y - stretch.radii.x)
        // The overlap of an interval as wide as a pixel with the thickness.
        let covered = max(0, min(distance + half, radius) - max(distance - half, -radius)) / (2 * half)
        let i = (y - box.y) * box.width + x - box.x
        // A later limb of a loop lies over an earlier one; of neighbouring stretches the nearer counts.
        let position = stretch.position.x + t * (stretch.position.y - stretch.position.x)
        let overlies = covered > 0.5 && position - along[i] > 4 * radius + 2
        guard covered > coverage[i] || overlies else { continue }
        coverage[i] = max(coverage[i], covered)
        let side = offset.y * stretch.span.x - offset.x * stretch.span.y
        across[i] = max(-1, min(1, side / (length * max(0.5, radius))))
        along[i] = position
        tangent[i] = SIMD3(stretch.span.x / length, stretch.span.y / length, stretch.slope)
        self.radius[i] = radius
      }
    }
  }
}
