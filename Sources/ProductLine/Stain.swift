import Randomness

/// A dried drop: it tints what it wetted, most of all along its rim, where it dried last.
struct Stain: Sendable {
  private let centre: Point
  private let radius: Float
  private let tint: Colour
  private let strength: Float
  private let rim: Float
  private let outline: Noise

  /// A stain whose full strength multiplies the reflectance by `tint`.
  init(
    at centre: Point, tint: Colour, radius: ClosedRange<Float>, strength: ClosedRange<Float>, stream: inout RandomStream
  ) {
    self.centre = centre
    self.radius = stream.float(radius)
    self.tint = tint
    self.strength = stream.float(strength)
    rim = stream.float(0.1...0.5)
    outline = stream.noise()
  }

  func soak(_ point: inout SurfacePoint, at p: Point) {
    let q = (p - centre) / radius
    guard q.length < 1.6 else { return }
    let depth = 1 - q.length + 0.42 * outline.fractal(q.x * 1.3, q.y * 1.3, octaves: 3)
    let wet = smoothstep(0, 0.09, depth)
    let edge = smoothstep(0.3, 0.06, depth)
    let load = wet * strength * (1 - rim + rim * edge + 0.25 * outline.value(p.x * 0.06, p.y * 0.06))
    point.albedo *= mix(Colour(repeating: 1), tint, clamp(load))
  }
}
