import Imaging

/// One defect as fields over a box of the surface: what has happened to the material, not yet what it looks like.
///
/// Every field has the size of `box`. A model fills in what its physics changes; `DefectRenderer` turns the fields
/// into light. Every field vanishes towards the edge of the coverage, beyond which
/// nothing changes.
public struct Defect: Sendable {
  /// The family it belongs to.
  public let family: DefectFamily
  /// The parameters it was made from, by name with unit.
  public let parameters: [String: Double]
  /// Where the fields lie; inside the picture.
  public let box: PixelBox
  /// Share of each pixel that the defect covers, 0…1 (anti-aliased).
  public var coverage: Plane
  /// Change of height, µm, positive towards the camera.
  public var relief: Plane?
  /// Where the material seen at a pixel came from.
  public var displacement: Displacement?
  /// Share of the light that does not reach the pixel, 0…1, for what the relief is too coarse to show, such as the depth
  /// of a hairline: shadows and hidden sky of the relief are reckoned by the renderer, and the greater of both counts.
  public var occlusion: Plane?
  /// Films on the surface, from below upwards.
  public var films: [Film] = []
  /// Opaque or half-opaque material in front of the surface.
  public var patch: Patch?
  /// Gloss of the new surface.
  public var finish: Finish?

  /// A defect that changes nothing yet.
  public init(family: DefectFamily, parameters: [String: Double], box: PixelBox, coverage: Plane) {
    precondition(coverage.width == box.width && coverage.height == box.height, "fields have the size of the box")
    (self.family, self.parameters, self.box, self.coverage) = (family, parameters, box, coverage)
  }
}

/// A displacement field, px: the material now seen at `(x, y)` was at `(x + dx, y + dy)`.
public struct Displacement: Sendable, Equatable {
  /// Horizontal part, px.
  public var dx: Plane
  /// Vertical part, px.
  public var dy: Plane

  /// A field from its two parts, of one size.
  public init(dx: Plane, dy: Plane) {
    precondition(dx.width == dy.width && dx.height == dy.height, "both parts have one size")
    (self.dx, self.dy) = (dx, dy)
  }
}

/// An absorbing and scattering layer in the sense of Kubelka and Munk. Colours are red, green, blue.
public struct Film: Sendable, Equatable {
  /// Thickness, in units in which `absorption` and `scattering` are coefficients; 0 is no film.
  public var thickness: Plane
  /// Absorption per unit of thickness, ≥ 0.
  public var absorption: SIMD3<Float>
  /// Scattering back per unit of thickness, ≥ 0; 0 is a clear dye (Beer–Lambert).
  public var scattering: SIMD3<Float>

  /// A film.
  public init(thickness: Plane, absorption: SIMD3<Float>, scattering: SIMD3<Float>) {
    (self.thickness, self.absorption, self.scattering) = (thickness, absorption, scattering)
  }
}

/// Other material in front of the surface.
public struct Patch: Sendable, Equatable {
  /// Linear light that the material sends under the flat illumination, one plane a channel of the photograph.
  public var light: [Plane]
  /// 0 (clear) … 1 (opaque).
  public var opacity: Plane
  /// Whether the light was taken from the photograph, and so has the camera's blur and noise already.
  public var isPhotographed: Bool

  /// A patch.
  public init(light: [Plane], opacity: Plane, isPhotographed: Bool = false) {
    (self.light, self.opacity, self.isPhotographed) = (light, opacity, isPhotographed)
  }
}

/// How a face mirrors the lamp: tiny mirrors with normals spread around the face's own (see `Microfacet`).
public struct Finish: Sendable, Equatable, Codable {
  /// Reflectance of the tiny mirrors at normal incidence, 0…1: 0.04 for glass, plastic and varnish, 0.5 and more for
  /// metals; 0 is perfectly matt.
  public var reflectance: Float
  /// Trowbridge–Reitz roughness α, 0.03 (polished) … 1 (no highlight to speak of).
  public var roughness: Float

  /// A finish.
  public init(reflectance: Float, roughness: Float) { (self.reflectance, self.roughness) = (reflectance, roughness) }

  /// A finish by its looks.
  /// - Parameters:
  ///   - gloss: linear light of the highlight's centre under the default lamp, as long as mirrors can give so much.
  ///   - exponent: sharpness of the highlight as the exponent of Blinn's lobe, 5 (satin) … 200 (polished);
  ///     α² = 2 / (exponent + 2) has the same spread.
  public init(gloss: Float, exponent: Float) {
    let squared = 2 / (max(0, exponent) + 2)
    // At the highlight's centre D is 1 / (π α²); the rest is the geometry of a lamp at 45° and two fifths of ambient light.
    self.init(reflectance: min(1, 4.35 * squared * max(0, gloss)), roughness: squared.squareRoot())
  }

  /// No highlight at all.
  public static let matt = Finish(reflectance: 0, roughness: 1)
}
