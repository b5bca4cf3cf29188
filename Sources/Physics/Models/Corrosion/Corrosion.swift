import Foundation
import Imaging
import Randomness

/// Corrosion: pits that dissolved their way along the surface, by a phase field with diffusing ions, under a dark inner
/// oxide and a porous layer of product that settled where the ions went.
///
/// The attack is computed on a grid of some hundred cells (`PittingFront`). What goes on to the photograph is the
/// distance from the front, as a smooth surface with roughness below the size of a cell, so that edges are sharp at
/// any resolution. Our construction: a floor sinks as the front that passed it moved on, h² = f² s (2R - s), a
/// half-ellipsoid for a round pit; two films by Kubelka and Munk's law.
public struct Corrosion: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.corrosion
  /// What this instance is made from.
  public let parameters: CorrosionParameters

  /// A model with the given parameters.
  public init(_ parameters: CorrosionParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    // A grid finer than two thirds of a pixel would show nothing more.
    guard let site = CorrosionSite(parameters, finest: 0.65 * surface.pixelPitch, using: &stream) else { return nil }
    let product = parameters.product > 0 ? settled(site, using: &stream) : nil
    guard let frame = Frame(site, product, seat, surface) else { return nil }
    let pits = pits(site, frame, using: &stream)
    let relief = relief(site, frame, pits, surface, using: &stream)
    var defect = Defect(
      family: Self.family, parameters: parameters.named, box: frame.box, coverage: pits.coverage())
    defect.relief = relief
    defect.occlusion = occlusion(relief, pits, surface)
    if parameters.oxide > 0 { defect.films.append(oxide(relief, pits, frame, using: &stream)) }
    if let product {
      let film = outerLayer(product, pits, frame, using: &stream)
      defect.coverage.combine(with: film.thickness) { max($0, smoothStep(0.01, 0.1, $1)) }
      defect.relief?.combine(with: film.thickness) { $0 + Float(parameters.crust_um) * min(2, $1) }
      defect.films += [film, ageing(of: film, frame, using: &stream)]
    }
    if parameters.gloss > 0 {
      defect.finish = Finish(gloss: Float(parameters.gloss), exponent: Float(stream.logUniform(8...60)))
    }
    return defect
  }

  private func settled(_ site: CorrosionSite, using stream: inout RandomStream) -> CorrosionProduct {
    CorrosionProduct(
      site, spread: parameters.spread_um / site.cell, streak: parameters.streak_um / site.cell, using: &stream)
  }

  /// The pits as a region of the photograph, with an edge that is rough below the size of a cell.
  private func pits(_ site: CorrosionSite, _ frame: Frame, using stream: inout RandomStream) -> Region {
    let pixels = Float(frame.pixelsPerCell)
    var margin = frame.plane(site.depthInPit, site.size, margin: 0)
    let noise = GradientNoise(using: &stream).fractal(
      frame.box, cell: max(2, 4 * frame.pixelsPerCell), octaves: 4, gain: 0.7)
    let amount = Float(1.4 * parameters.roughness)
    margin.combine(with: noise) { pixels * ($0 + amount * $1) }
    return Region(box: frame.box, margin: margin)
  }

  /// Depth below the surface, µm, negative: half-ellipsoids with rough walls and floors.
  private func relief(
    _ site: CorrosionSite, _ frame: Frame, _ pits: Region, _ surface: Surface, using stream: inout RandomStream
  ) -> Plane {
    let deepest = site.travel.max() ?? 1
    let scale = Float(parameters.floorRatio)
    var relief = frame.plane(site.travel, site.size, margin: 0)
    relief.apply { travel in
      let s = min(deepest, max(0, travel))
      return -scale * (s * (2 * deepest - s)).squareRoot()
    }
    let wall = Float(max(1, 0.5 * frame.pixelsPerCell))
    relief.combine(with: pits.margin) { $0 * smoothStep(-0.5, wall, $1) }
    let roughness = Float(0.45 * parameters.roughness)
    let noise = GradientNoise(using: &stream).fractal(
      frame.box, cell: max(2.5, 2 * frame.pixelsPerCell), octaves: 4, gain: 0.65)
    relief.combine(with: noise) { $0 * (1 + roughness * $1) }
    return relief
  }

  /// A cavity of depth d and half width b sees the share 1 / √(1 + (d/b)²) of the sky.
  private func occlusion(_ relief: Plane, _ pits: Region, _ surface: Surface) -> Plane {
    let halfWidth = Float(parameters.reach)
    var occlusion = relief
    occlusion.apply { 1 - 1 / (1 + $0 * $0 / (halfWidth * halfWidth)).squareRoot() }
    return occlusion
  }

  /// The inner oxide: grows with the root of the time since the front passed, like the depth; a faint rim is outside.
  private func oxide(_ relief: Plane, _ pits: Region, _ frame: Frame, using stream: inout RandomStream) -> Film {
    let deepest = max(1e-6, -(relief.values.min() ?? 0))
    var thickness = relief
    let amount = Float(parameters.oxide)
    thickness.apply { amount * (0.35 + 0.65 * min(1, -$0 / deepest)) }
    let rim = Float(max(1, 0.6 * frame.pixelsPerCell))
    thickness.combine(with: pits.margin) { $0 * (0.85 * clamp01($1 + 0.5) + 0.15 * smoothStep(-rim, 0, $1)) }
    let mottle = GradientNoise(using: &stream).fractal(
      frame.box, cell: max(3, 4 * frame.pixelsPerCell), octaves: 4, gain: 0.6)
    thickness.combine(with: mottle) { $0 * max(0.15, 1 + 0.7 * $1) }
    let reflectance = parameters.oxideReflectance
    return Pigment.film(
      SIMD3(reflectance * 1.15, reflectance, reflectance * 0.85), thickness: thickness, hiding: 0.6)
  }

  /// The outer layer: thick where much settled, loose and full of pores, partly washed out of the pits.
  private func outerLayer(
    _ product: CorrosionProduct, _ pits: Region, _ frame: Frame, using stream: inout RandomStream
  ) -> Film {
    var thickness = frame.plane(product.deposit, product.size, margin: product.margin)
    let coarse = GradientNoise(using: &stream).fractal(
      frame.box, cell: max(4, 6 * frame.pixelsPerCell), octaves: 5, gain: 0.7)
    let fine = GradientNoise(using: &stream).fractal(frame.box, cell: 3, octaves: 2, gain: 0.8)
    let (amount, washed) = (Float(parameters.product), Float(parameters.washed))
    thickness.combine(with: coarse) { min(3, $0) * (1 + 1.2 * $1) }
    // Thin deposits hold on in patches only.
    thickness.combine(with: fine) { amount * max(0, $0 * (1 + 0.5 * $1) - 0.12) }
    thickness.combine(with: pits.coverage()) { $0 * (1 - washed * $1) }
    return Pigment.film(parameters.colour.linear, thickness: thickness, hiding: parameters.hiding)
  }
}

extension Corrosion {
  /// Patches of the outer layer that have aged: the same pigment, denser, so that its own colour filters it once more.
  private func ageing(of film: Film, _ frame: Frame, using stream: inout RandomStream) -> Film {
    let noise = GradientNoise(using: &stream).fractal(
      frame.box, cell: max(3, 3 * frame.pixelsPerCell), octaves: 4, gain: 0.75)
    var thickness = film.thickness
    thickness.combine(with: noise) { min(1, 3 * $0) * max(0, 0.2 + 0.8 * $1) }
    return Pigment.film(parameters.colour.linear, thickness: thickness, hiding: 0)
  }
}

/// How the cells of a site lie in the photograph.
private struct Frame {
  let box: PixelBox
  let pixelsPerCell: Double
  /// Pixel position of the centre of the site's first cell.
  private let origin: SIMD2<Double>

  init?(_ site: CorrosionSite, _ product: CorrosionProduct?, _ seat: SIMD2<Double>, _ surface: Surface) {
    pixelsPerCell = site.cell / surface.pixelPitch
    origin = seat - SIMD2<Double>(site.size &- 1) / 2 * pixelsPerCell
    let margin = Double(product?.margin ?? 0)
    let first = origin - (margin + 0.5) * pixelsPerCell
    let last = first + SIMD2<Double>(product?.size ?? site.size) * pixelsPerCell
    let wanted = PixelBox(covering: first.x...last.x, first.y...last.y).intersection(surface.frame)
    guard wanted.area > 0 else { return nil }
    box = wanted
  }

  /// A field of cells, of which the site begins `margin` cells after the first, as a smooth surface over the box.
  func plane(_ values: [Float], _ size: SIMD2<Int>, margin: Int) -> Plane {
    SmoothGrid(width: size.x, height: size.y, values: values, edges: .constant)
      .plane(over: box, origin: origin - Double(margin) * pixelsPerCell, spacing: pixelsPerCell)
  }
}
