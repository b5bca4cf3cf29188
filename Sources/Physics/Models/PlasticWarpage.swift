import Foundation
import Imaging
import Randomness

/// Parameters of dents, bulges, bends, shifts and creases.
public struct PlasticWarpageParameters: DefectParameters {
  /// Radius of the deformed zone, µm.
  public var radius_um: Double
  /// Long over short side of the zone.
  public var elongation: Double
  /// Height of the dome, µm; negative for a dent.
  public var height_um: Double
  /// In-plane shift of the material at the centre, µm.
  public var shift_um: Double
  /// Rotation of the centre, degrees.
  public var twist_deg: Double
  /// Radial strain at the centre: positive spreads the material, negative gathers it.
  public var dilation: Double
  /// How sharp the ridge is: 0 a dome, 1 a crease along the long side.
  public var crease: Double
  /// Amplitude of irregular in-plane displacement, µm.
  public var crumple_um: Double
  /// Share of its area that the most compressed material loses: the in-plane displacement is scaled to it.
  public var compression: Double
  /// Gloss of the deformed skin.
  public var gloss: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] = [
    .init("radius_um", \.radius_um, 1...1e6, "radius of the deformed zone"),
    .init("elongation", \.elongation, 1...8, "long over short side"),
    .init("height_um", \.height_um, -1e5...1e5, "height of the dome, negative for a dent"),
    .init("shift_um", \.shift_um, 0...1e5, "in-plane shift at the centre"),
    .init("twist_deg", \.twist_deg, -180...180, "rotation of the centre"),
    .init("dilation", \.dilation, -0.9...0.9, "radial strain at the centre"),
    .init("crease", \.crease, 0...1, "0 a dome, 1 a crease along the long side"),
    .init("crumple_um", \.crumple_um, 0...1e5, "amplitude of irregular displacement"),
    .init("compression", \.compression, 0...0.78, "area that the most compressed material loses"),
    .init("gloss", \.gloss, 0...2, "gloss of the deformed skin"),
  ]

  /// Out-of-plane and in-plane parts are drawn on their own, at least one of them strong enough to see.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    elongation = stream.bernoulli(0.5) ? stream.uniform(1.3...4) : stream.uniform(1...1.3)
    let outOfPlane = stream.bernoulli(0.6)
    radius_um = fieldOfView * stream.logUniform((outOfPlane ? 0.04 : 0.07)...(0.11 + 0.12 * severity))
    let steepness = stream.logUniform(0.07...0.3) * (0.5 + severity) * (stream.bernoulli(0.5) ? 1 : -1)
    height_um = outOfPlane ? radius_um * steepness : 0
    shift_um = stream.bernoulli(0.7) ? radius_um * stream.uniform(0.2...0.6) : 0
    twist_deg = stream.bernoulli(0.4) ? stream.normal(deviation: 35) : 0
    dilation = stream.bernoulli(0.5) ? stream.uniform(-0.7...0.7) : 0
    crease = stream.bernoulli(0.35) ? stream.uniform(0.3...1) : 0
    let crumpled = stream.bernoulli(0.5) || (shift_um == 0 && dilation == 0)
    crumple_um = crumpled ? radius_um * stream.uniform(0.1...0.4) : 0
    compression = outOfPlane ? stream.uniform(0.2...0.35 + 0.4 * severity) : 0.35 + 0.4 * severity
    gloss = stream.bernoulli(0.4) ? stream.uniform(0.05...0.6) : 0
    twist_deg = min(180, max(-180, twist_deg))
  }
}

/// Plastic warpage: material moved, none lost — dents, bulges, bent wires, shifted prints, creases.
///
/// After the plastic-warpage family of MaPhC2F (arXiv 2504.12970). Our construction: a displacement of compact support,
/// scaled so that the most compressed material keeps a given share of its area (det(I + ∇u) > 0.2 everywhere: no folds),
/// and a dome whose change of the normal is seen under the estimated light.
public struct PlasticWarpage: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.plasticWarpage
  /// What this instance is made from.
  public let parameters: PlasticWarpageParameters

  /// A model with the given parameters.
  public init(_ parameters: PlasticWarpageParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let radius = surface.pixels(parameters.radius_um)
    let zone = Zone(
      centre: SIMD2<Float>(seat), radius: Float(radius), elongation: Float(parameters.elongation.squareRoot()),
      angle: Float(stream.uniform(0...Double.pi)))
    let extent = radius * parameters.elongation.squareRoot() + 2
    let box = PixelBox(covering: (seat.x - extent)...(seat.x + extent), (seat.y - extent)...(seat.y + extent))
      .intersection(surface.frame)
    guard box.area > 0 else { return nil }
    let relief = parameters.height_um == 0 ? nil : relief(zone, box)
    let displacement = displacement(zone, box, surface, using: &stream)
    let coverage = noticeable(displacement, relief, pitch: surface.pixelPitch)
    var defect = Defect(family: Self.family, parameters: parameters.named, box: box, coverage: coverage)
    defect.relief = relief
    defect.displacement = displacement
    if parameters.gloss > 0 {
      defect.finish = Finish(gloss: Float(parameters.gloss), exponent: Float(stream.logUniform(6...40)))
    }
    return defect
  }

  /// 1 where the material has moved by a pixel or tilted by some degrees; what moved less nobody could outline.
  private func noticeable(_ displacement: Displacement, _ relief: Plane?, pitch: Double) -> Plane {
    var coverage = displacement.dx
    coverage.combine(with: displacement.dy) { ($0 * $0 + $1 * $1).squareRoot() }
    if let relief {
      let (slopeX, slopeY) = relief.slopes(pitch: Float(pitch))
      var tilt = slopeX
      tilt.combine(with: slopeY) { ($0 * $0 + $1 * $1).squareRoot() }
      coverage.combine(with: tilt) { max($0, 8 * $1) }
    }
    coverage.apply { smoothStep(0.3, 1, $0) }
    // The still centre of a twist or a dome belongs to the defect.
    let whole = Mask(coverage, above: 0.5).holesFilled()
    coverage.combine(with: whole.plane) { max($0, $1) }
    return coverage
  }

  /// The dome (1 - ρ²)², or with a crease its section sharpened to a roof across the short side; µm.
  private func relief(_ zone: Zone, _ box: PixelBox) -> Plane {
    let (height, crease) = (Float(parameters.height_um), Float(parameters.crease))
    return Plane(box) { y, row in
      for x in 0..<box.width {
        let local = zone.local(box.x + x, y)
        let fall = max(0, 1 - (local * local).sum())
        let roof = fall * max(0, 1 - abs(local.y)) * max(0, 1 - 1.5 * abs(local.y))
        row[x] = height * (fall * fall * (1 - crease) + roof * crease)
      }
    }
  }

  private func displacement(
    _ zone: Zone, _ box: PixelBox, _ surface: Surface, using stream: inout RandomStream
  ) -> Displacement {
    let heading = stream.uniform(0...(2 * Double.pi))
    let shift = Float(surface.pixels(parameters.shift_um)) * SIMD2(Float(cos(heading)), Float(sin(heading)))
    let twist = Float(parameters.twist_deg * .pi / 180)
    let dilation = Float(parameters.dilation)
    let crumple = Float(surface.pixels(parameters.crumple_um))
    let cell = max(4, Double(zone.radius) * stream.uniform(0.4...0.9))
    let noiseX = GradientNoise(using: &stream).fractal(box, cell: cell, octaves: 2)
    let noiseY = GradientNoise(using: &stream).fractal(box, cell: cell, octaves: 2)
    var (dx, dy) = (noiseX, noiseY)
    for y in 0..<box.height {
      for x in 0..<box.width {
        let i = y * box.width + x
        let rho = zone.distance(box.x + x, box.y + y)
        let weight = rho < 1 ? (1 - rho * rho) * (1 - rho * rho) : 0
        let arm = SIMD2(Float(box.x + x), Float(box.y + y)) - zone.centre
        let (c, s) = (cosf(twist * weight) - 1, sinf(twist * weight))
        let turned = SIMD2(c * arm.x - s * arm.y, s * arm.x + c * arm.y)
        let radial = arm * (-dilation * weight)
        let rough = SIMD2(noiseX.values[i], noiseY.values[i]) * crumple
        let total = turned + radial + weight * (rough - shift)
        (dx.values[i], dy.values[i]) = (total.x, total.y)
      }
    }
    return Displacement(dx: dx, dy: dy).strained(to: 1 - Float(parameters.compression))
  }
}

/// An elliptic zone: distances are 1 on its edge.
private struct Zone {
  let centre: SIMD2<Float>
  let radius: Float
  let elongation: Float
  let axis: SIMD2<Float>

  init(centre: SIMD2<Float>, radius: Float, elongation: Float, angle: Float) {
    (self.centre, self.radius, self.elongation) = (centre, radius, elongation)
    axis = SIMD2(cosf(angle), sinf(angle))
  }

  @inline(__always)
  func local(_ x: Int, _ y: Int) -> SIMD2<Float> {
    let offset = (SIMD2(Float(x), Float(y)) - centre) / radius
    return SIMD2(
      (offset.x * axis.x + offset.y * axis.y) / elongation, (offset.y * axis.x - offset.x * axis.y) * elongation)
  }

  @inline(__always)
  func distance(_ x: Int, _ y: Int) -> Float {
    let point = local(x, y)
    return (point * point).sum().squareRoot()
  }
}

extension Displacement {
  /// The smallest det(I + ∇u) over the field: the share of its area that the most compressed material keeps;
  /// 0 or less where material would fold over.
  public var smallestJacobian: Float {
    var smallest = Float.infinity
    let (width, height) = (dx.width, dx.height)
    for y in 0..<max(0, height - 1) {
      for x in 0..<max(0, width - 1) {
        let i = y * width + x
        let (xx, xy) = (dx.values[i + 1] - dx.values[i], dx.values[i + width] - dx.values[i])
        let (yx, yy) = (dy.values[i + 1] - dy.values[i], dy.values[i + width] - dy.values[i])
        smallest = min(smallest, (1 + xx) * (1 + yy) - xy * yx)
      }
    }
    return smallest
  }

  /// The field, scaled so that the most compressed material keeps the share `target` of its area, or a little more.
  func strained(to target: Float) -> Displacement {
    guard (dx.values + dy.values).contains(where: { $0 != 0 }) else { return self }
    var field = self
    var growths = 0
    while field.smallestJacobian > target, growths < 16 {
      field.scale(by: 1.2)
      growths += 1
    }
    while field.smallestJacobian <= target { field.scale(by: 0.93) }
    return field
  }

  /// The field, scaled down where material would fold over.
  func withoutFolds() -> Displacement {
    var field = self
    while field.smallestJacobian <= 0.2 { field.scale(by: 0.85) }
    return field
  }

  private mutating func scale(by factor: Float) {
    dx.apply { $0 * factor }
    dy.apply { $0 * factor }
  }
}
