import Randomness

/// The lamps of a small inspection cabin: a soft key light, a broad fill, a strip from behind, and what the walls
/// return.
///
/// Sources: Lambert for cloth and rubber; for metal the anisotropic lobe of Burley, "Physically-based shading at
/// Disney", SIGGRAPH 2012, eq. 13, here with one common visibility factor.
struct LightRig: Sendable {
  struct Lamp: Sendable {
    /// Towards the lamp, a unit vector; z is towards the camera.
    var direction: Colour
    var colour: Colour
    /// Widens metal's highlight: a lamp's apparent size.
    var spread: Float
    /// Half-way between lamp and camera.
    var half: Colour

    init(towards direction: Colour, colour: Colour, spread: Float) {
      self.direction = direction.normalized
      self.colour = colour
      self.spread = spread
      half = (direction.normalized + Colour(0, 0, 1)).normalized
    }
  }

  var lamps: [Lamp]
  var ambient: Colour

  /// The key lamp's direction in the picture, and how far a shadow falls for each unit of height.
  var shadowRun: Point {
    let key = lamps[0].direction
    return Point(-key.x, -key.y) / key.z
  }

  /// A cabin as its lamps happen to stand for one photograph.
  init(stream: inout RandomStream) {
    let turn = Point(angle: stream.float(-0.14...0.14))
    func aimed(_ x: Float, _ y: Float, _ z: Float) -> Colour {
      let flat = Point(x, y).rotated(by: turn)
      return Colour(flat.x, flat.y, z)
    }
    let warmth = stream.float(-0.03...0.03)
    let power = stream.float(0.95...1.05)
    let key = Colour(1 + warmth, 1, 0.97 - warmth) * (1.3 * power)
    lamps = [
      Lamp(towards: aimed(-0.55, -0.62, 0.9 + stream.float(-0.05...0.05)), colour: key, spread: 0.12),
      Lamp(towards: aimed(0.85, -0.2, 0.75), colour: Colour(0.42, 0.46, 0.52) * power, spread: 0.14),
      Lamp(towards: aimed(0.15, 0.95, 0.5), colour: Colour(0.30, 0.30, 0.31) * power, spread: 0.12),
    ]
    ambient = Colour(0.30, 0.313, 0.335) * stream.float(0.93...1.07)
  }

  /// Light from a point towards the camera, linear; `slope` is the gradient of its height.
  @inline(__always)
  func shade(_ point: SurfacePoint, slope: Point) -> Colour {
    let normal = Colour(-slope.x, -slope.y, 1).normalized
    var diffuse = ambient * point.ambient
    for (index, lamp) in lamps.enumerated() {
      let facing = max(0, normal.dot(lamp.direction))
      diffuse += lamp.colour * (facing * (index == 0 ? point.direct : point.ambient))
    }
    guard point.metal > 0 else { return point.albedo * diffuse }
    let mirrored = mirror(point, normal: normal)
    return mix(point.albedo * diffuse, point.albedo * mirrored, point.metal)
  }

  @inline(__always)
  private func mirror(_ point: SurfacePoint, normal: Colour) -> Colour {
    let tangent = Colour(
      point.groove.x, point.groove.y, -(normal.x * point.groove.x + normal.y * point.groove.y) / normal.z
    )
    .normalized
    let across = Colour(
      normal.y * tangent.z - normal.z * tangent.y, normal.z * tangent.x - normal.x * tangent.z,
      normal.x * tangent.y - normal.y * tangent.x)
    // The walls: brighter above than below, so that slopes read even where no lamp is mirrored.
    var light = ambient * (point.ambient * (0.9 - 0.8 * normal.y - 0.3 * normal.x))
    for (index, lamp) in lamps.enumerated() {
      let facing = max(0, normal.dot(lamp.direction))
      let (along, wide) = (point.roughness.x + lamp.spread, point.roughness.y + lamp.spread)
      let t = lamp.half.dot(tangent) / along
      let b = lamp.half.dot(across) / wide
      let n = lamp.half.dot(normal)
      let lobe = 1 / (t * t + b * b + n * n)
      let strength = 0.24 * lobe * lobe / (along * wide)
      light += lamp.colour * (strength * facing * (index == 0 ? point.direct : point.ambient))
    }
    return light
  }
}
