import Foundation
import Imaging
import Randomness

/// A region of the picture as a signed margin: how far inside a pixel lies, px; negative outside.
///
/// The margin is exact along straight edges and near enough elsewhere for anti-aliasing, soft edges and walls.
struct Region {
  let box: PixelBox
  let margin: Plane

  /// How a region is drawn.
  struct Outline {
    /// Kind of outline.
    var shape: RegionShape
    /// Root of the area over π, px.
    var radius: Double
    /// Long over short side.
    var elongation: Double
    /// Direction of the long side, rad.
    var angle: Double
    /// Raggedness of the edge, 0…1.
    var raggedness: Double
    /// Corners of a polygon.
    var corners: Int = 6
    /// How far from the margin's zero the region is of interest, px.
    var reach: Double = 3
  }

  /// nil where the outline misses the picture.
  init?(_ outline: Outline, at centre: SIMD2<Double>, on surface: Surface, using stream: inout RandomStream) {
    let extent =
      outline.radius * (1.5 + 0.6 * outline.raggedness) * outline.elongation.squareRoot()
      * (outline.shape == .splatter || outline.shape == .islands ? 1.5 : 1.15) + outline.reach + 2
    let wanted = PixelBox(
      covering: (centre.x - extent)...(centre.x + extent), (centre.y - extent)...(centre.y + extent)
    ).intersection(surface.frame)
    guard wanted.area > 0 else { return nil }
    box = wanted
    var margin = Self.margin(outline, centre, wanted, surface, &stream)
    Self.roughen(&margin, outline, wanted, &stream)
    self.margin = margin
  }

  init(box: PixelBox, margin: Plane) { (self.box, self.margin) = (box, margin) }

  /// Anti-aliased coverage with an edge that fades over `softness` px.
  func coverage(softness: Double = 0) -> Plane {
    let half = Float(0.5 + softness / 2)
    var coverage = margin
    coverage.apply { softness > 0 ? smoothStep(-half, half, $0) : clamp01($0 + 0.5) }
    return coverage
  }

  /// The union of regions, over the smallest box around all of them; nil where there are none.
  static func union(of regions: [Region]) -> Region? {
    guard let first = regions.first else { return nil }
    let box = regions.dropFirst().reduce(first.box) { $0.union($1.box) }
    let lowest = regions.reduce(Float(0)) { min($0, $1.margin.values.min() ?? 0) }
    var margin = Plane(box, filledWith: lowest)
    for region in regions {
      for y in 0..<region.box.height {
        let target = (region.box.y - box.y + y) * box.width + region.box.x - box.x
        let source = y * region.box.width
        for x in 0..<region.box.width {
          margin.values[target + x] = max(margin.values[target + x], region.margin.values[source + x])
        }
      }
    }
    return Region(box: box, margin: margin)
  }

  private static func roughen(
    _ margin: inout Plane, _ outline: Outline, _ box: PixelBox, _ stream: inout RandomStream
  ) {
    guard outline.raggedness > 0, outline.shape != .islands else { return }
    let cell = max(3, outline.radius * stream.uniform(0.4...1.2))
    let noise = GradientNoise(using: &stream).fractal(box, cell: cell, octaves: 5, gain: 0.55)
    let amplitude = Float(outline.raggedness * 0.5 * outline.radius)
    margin.combine(with: noise) { $0 + amplitude * $1 }
  }

  private static func margin(
    _ outline: Outline, _ centre: SIMD2<Double>, _ box: PixelBox, _ surface: Surface, _ stream: inout RandomStream
  ) -> Plane {
    switch outline.shape {
    case .polygon: polygon(outline, centre, box, &stream)
    case .drop: ellipse(outline, centre, box)
    case .islands: islands(outline, centre, box, &stream)
    case .stroke: stroke(outline, centre, box, surface.pixelPitch, &stream)
    case .strip: strip(outline, centre, box, &stream)
    case .splatter: splatter(outline, centre, box, &stream)
    }
  }
}

/// Pixels in the frame of an outline: turned, and shortened along its long side.
private struct LocalFrame {
  let centre: SIMD2<Float>
  let axis: SIMD2<Float>
  let stretch: Float

  init(_ centre: SIMD2<Double>, angle: Double, elongation: Double) {
    self.centre = SIMD2<Float>(centre)
    axis = SIMD2(Float(cos(angle)), Float(sin(angle)))
    stretch = Float(elongation.squareRoot())
  }

  /// Local coordinates of a pixel, px; lengths along the long side are divided by √elongation, across multiplied.
  @inline(__always)
  func callAsFunction(_ x: Int, _ y: Int) -> SIMD2<Float> {
    let offset = SIMD2(Float(x), Float(y)) - centre
    return SIMD2(
      (offset.x * axis.x + offset.y * axis.y) / stretch, (offset.y * axis.x - offset.x * axis.y) * stretch)
  }
}

extension Region {
  private static func polygon(
    _ outline: Outline, _ centre: SIMD2<Double>, _ box: PixelBox, _ stream: inout RandomStream
  ) -> Plane {
    let frame = LocalFrame(centre, angle: outline.angle, elongation: outline.elongation)
    let turn = stream.uniform(0...(2 * Double.pi))
    let sides = (0..<max(3, outline.corners)).map { k in
      let angle = turn + 2 * .pi * (Double(k) + stream.uniform(-0.3...0.3)) / Double(max(3, outline.corners))
      return (
        normal: SIMD2(Float(cos(angle)), Float(sin(angle))),
        distance: Float(outline.radius * stream.uniform(0.65...1.1))
      )
    }
    return Plane(box) { y, row in
      for x in 0..<box.width {
        let point = frame(box.x + x, y)
        var nearest = Float.infinity
        for side in sides { nearest = min(nearest, side.distance - (point * side.normal).sum()) }
        row[x] = nearest / frame.stretch
      }
    }
  }

  private static func ellipse(_ outline: Outline, _ centre: SIMD2<Double>, _ box: PixelBox) -> Plane {
    let frame = LocalFrame(centre, angle: outline.angle, elongation: outline.elongation)
    let radius = Float(outline.radius)
    return Plane(box) { y, row in
      for x in 0..<box.width {
        let point = frame(box.x + x, y)
        row[x] = (radius - (point * point).sum().squareRoot()) / frame.stretch
      }
    }
  }

  /// A noise field that has to be higher the farther out a pixel lies.
  private static func islands(
    _ outline: Outline, _ centre: SIMD2<Double>, _ box: PixelBox, _ stream: inout RandomStream
  ) -> Plane {
    let frame = LocalFrame(centre, angle: outline.angle, elongation: outline.elongation)
    let cell = max(4, outline.radius * stream.uniform(0.25...0.9))
    let noise = GradientNoise(using: &stream).fractal(
      box, cell: cell, octaves: 4, gain: 0.3 + 0.35 * outline.raggedness, stretch: outline.elongation.squareRoot(),
      angle: outline.angle)
    let inverse = Float(1 / (outline.radius * outline.radius))
    // Near its zeros the noise changes by about 2 per cell.
    let scale = Float(cell / 2)
    return noise.values.withUnsafeBufferPointer { values in
      Plane(box) { y, row in
        let start = (y - box.y) * box.width
        for x in 0..<box.width {
          let point = frame(box.x + x, y)
          row[x] = (values[start + x] + 0.55 - 0.6 * (point * point).sum() * inverse) * scale
        }
      }
    }
  }

  private static func stroke(
    _ outline: Outline, _ centre: SIMD2<Double>, _ box: PixelBox, _ pitch: Double, _ stream: inout RandomStream
  ) -> Plane {
    var parameters = FractureLineParameters(severity: 0.5, fieldOfView: 1000, using: &stream)
    parameters.length_um = outline.radius * 2 * outline.elongation.squareRoot() * pitch
    parameters.opening_um = max(1.2, 2 * outline.radius / outline.elongation) * pitch
    parameters.taper = stream.uniform(0...0.6)
    parameters.deflection_deg = stream.uniform(0...50)
    parameters.grain_um = parameters.length_um * stream.uniform(0.1...0.5)
    parameters.bend_deg = stream.uniform(-90...90)
    parameters.branching_per_mm = 0
    parameters.bridging = stream.bernoulli(0.3) ? 0.25 : 0
    parameters.roughness = 0.3 * outline.raggedness
    let heading = stream.uniform(-Double.pi...Double.pi)
    let walk = CrackWalk(parameters, from: centre, heading: heading, pitch: pitch, using: &stream)
    return CrackField.margin(walk.segments, box, reach: outline.reach + outline.raggedness * outline.radius)
  }

  private static func strip(
    _ outline: Outline, _ centre: SIMD2<Double>, _ box: PixelBox, _ stream: inout RandomStream
  ) -> Plane {
    let frame = LocalFrame(centre, angle: outline.angle, elongation: 1)
    let long = Float(outline.radius * outline.elongation.squareRoot())
    let short = Float(outline.radius / outline.elongation.squareRoot())
    let skew = (Float(stream.uniform(-0.5...0.5)), Float(stream.uniform(-0.5...0.5)))
    return Plane(box) { y, row in
      for x in 0..<box.width {
        let point = frame(box.x + x, y)
        let ends = min(long - point.x + skew.0 * point.y, long + point.x + skew.1 * point.y)
        row[x] = min(ends, short - abs(point.y))
      }
    }
  }

  private static func splatter(
    _ outline: Outline, _ centre: SIMD2<Double>, _ box: PixelBox, _ stream: inout RandomStream
  ) -> Plane {
    let count = stream.integer(4...28)
    let spread = outline.radius * outline.elongation.squareRoot() * 0.8
    let drops = (0..<count).map { _ in
      let (along, across) = (stream.normal(deviation: spread), stream.normal(deviation: spread / outline.elongation))
      let (c, s) = (cos(outline.angle), sin(outline.angle))
      return (
        x: Float(centre.x + along * c - across * s), y: Float(centre.y + along * s + across * c),
        radius: Float(max(0.8, outline.radius * 0.5 * pow(stream.uniform(0.05...1), 1.5)))
      )
    }
    return Plane(box) { y, row in
      for x in 0..<box.width {
        var margin = -Float(outline.radius)
        for drop in drops {
          let (dx, dy) = (Float(box.x + x) - drop.x, Float(y) - drop.y)
          margin = max(margin, drop.radius - (dx * dx + dy * dy).squareRoot())
        }
        row[x] = margin
      }
    }
  }
}
