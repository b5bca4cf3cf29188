import Imaging
import Randomness

/// Plain plates of a material, on which the physics of a defect is seen without a part's shape around it.
public enum Swatch: String, CaseIterable, Sendable {
  /// Rolled steel sheet, brushed in one direction.
  case brushedSteel = "brushed-steel"
  /// Aluminium as it comes from the mould: matt, grainy.
  case casting
  /// White-glazed ceramic: smooth, with faint clouds.
  case glaze

  /// A photograph of a plate, `size` × `size` px; equal arguments give equal pictures.
  public func photograph(seed: UInt64, size: Int = 256) -> Image {
    precondition(size >= 32, "a picture is 32 px wide or more")
    let stream = RandomStream(seed: seed, key: "product-line/\(rawValue)")
    var (light, optics, body) = (stream.split("light"), stream.split("camera"), stream.split("body"))
    let (rig, camera) = (LightRig(stream: &light), Camera(stream: &optics))
    let developed = camera.developed(Plate(self, stream: &body).rendered(size: size, under: rig))
    let noise = Camera.noise(count: developed.count, stream: stream.split("sensor"))
    return Image(
      width: size, height: size, channels: 3, pixels: zip(developed, noise).map { camera.code($0, noise: $1) })
  }
}

/// A flat piece of a material that fills the picture.
private struct Plate: Scene {
  let material: Swatch
  private let lay: Point
  private let fine, coarse: Noise

  init(_ material: Swatch, stream: inout RandomStream) {
    self.material = material
    lay = Point(angle: stream.float(-0.25...0.25))
    (fine, coarse) = (stream.noise(), stream.noise())
  }

  func point(at p: Point) -> SurfacePoint {
    let clouds = coarse.fractal(p.x / 90, p.y / 90, octaves: 3)
    var point = SurfacePoint()
    // Hardly any plate is flat: its highlight runs out towards one side.
    let bow = (p - Point(60, 40)) / designSize
    point.height = -14 * bow.dot(bow)
    switch material {
    case .brushedSteel:
      let along = p.rotated(against: lay)
      let lines = fine.value(along.x * 0.012, along.y * 0.55) + 0.6 * fine.value(along.x * 0.035 + 31, along.y * 1.1)
      point.metal = 0.85
      point.albedo = Colour(0.50, 0.505, 0.515) * (1 + 0.09 * lines + 0.03 * clouds)
      point.groove = lay
      point.roughness = Point(0.22, 0.6)
      point.height += 0.17 * lines
    case .casting:
      let grain = fine.value(p.x * 0.3, p.y * 0.3) + 0.7 * fine.value(p.x * 0.62 + 17, p.y * 0.62)
      point.metal = 0.25
      point.roughness = Point(0.5, 0.5)
      point.albedo = Colour(0.33, 0.315, 0.295) * (1 + 0.05 * clouds + 0.05 * grain)
      point.height += 0.34 * grain + 0.6 * clouds
    case .glaze:
      point.metal = 0.1
      point.roughness = Point(0.25, 0.25)
      point.albedo = Colour(0.50, 0.475, 0.42) * (1 + 0.035 * clouds + 0.012 * fine.value(p.x * 0.4, p.y * 0.4))
      point.height += 1.1 * clouds
    }
    return point
  }
}
