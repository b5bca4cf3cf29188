import Imaging

/// The light of one defect on one surface, channel by channel.
///
/// The photograph is as sharp as its camera already; what the defect adds is not. So the fields are blurred once, before
/// they meet the light, and the texture that stays visible keeps its sharpness.
struct DefectOptics {
  private let surface: Surface
  private let pixels: CoveredPixels
  private let displacement: Displacement?
  private let films: [(film: Film, thickness: [Float])]
  private let patch: (opacity: [Float], light: [Plane])?
  private let factor: [Float]?
  private let highlight: [Float]?
  /// Share of the light that something hides, 0…1.
  private let shade: [Float]?
  /// Share of the picture's own noise that is hidden from each pixel, 0…1; nil where none is.
  let hidden: [Float]?

  /// - Parameter shading: what the defect's relief does to the light, not yet blurred.
  init(_ defect: Defect, shading: Shading.Fields?, at pixels: CoveredPixels, on surface: Surface) {
    (self.surface, self.pixels, displacement) = (surface, pixels, defect.displacement)
    let blur = surface.camera.blur
    func seen(_ field: Plane) -> [Float] { pixels.gather(field.blurred(sigma: blur)) }
    films = defect.films.map { ($0, seen($0.thickness)) }
    patch = defect.patch.map { patch in
      (seen(patch.opacity), patch.isPhotographed ? patch.light : patch.light.map { $0.blurred(sigma: blur) })
    }
    let hiding = Self.hiding(defect.occlusion, shading)
    factor = hiding.factor.map(seen)
    shade = hiding.shade.map(seen)
    highlight = (shading?.highlight).map(seen)
    var hidden = defect.patch?.isPhotographed == false ? patch?.opacity : nil
    if let shade {
      hidden?.combine(with: shade) { max($0, $1) }
      hidden = hidden ?? shade
    }
    self.hidden = hidden
  }

  /// A model's occlusion and what its relief hides are the same darkness seen twice: the greater counts.
  private static func hiding(_ occlusion: Plane?, _ shading: Shading.Fields?) -> (factor: Plane?, shade: Plane?) {
    guard var factor = shading?.factor, var shade = shading?.shade else {
      var open = occlusion
      open?.apply { 1 - $0 }
      return (open, occlusion)
    }
    guard let occlusion else { return (factor, shade) }
    var open = occlusion
    open.combine(with: shade) { min(1, max(0, 1 - $0) / max(1e-3, 1 - $1)) }
    factor.combine(with: open, *)
    shade.combine(with: occlusion) { max($0, $1) }
    return (factor, shade)
  }

  /// Linear light of one channel with the defect, at the covered pixels of a picture that has none yet.
  func light(_ picture: Image, channel: Int) -> [Float] {
    let before =
      displacement.map { picture.warpedLight(channel: channel, pixels.box, by: $0) }
      ?? picture.linearLight(channel: channel, pixels.box)
    var light = pixels.gather(before)
    for film in films { apply(film.film, film.thickness, channel: channel, to: &light) }
    if let patch {
      let material = pixels.gather(patch.light[min(channel, patch.light.count - 1)])
      light.combine(with: patch.opacity) { $0 * (1 - $1) }
      var front = patch.opacity
      front.combine(with: material, *)
      light.combine(with: front, +)
    }
    // Walls that hide the sky send their own light: reflected to and fro it adds up to 1 / (1 - reflectance · hidden).
    if let shade { light.combine(with: shade) { $0 / (1 - min(0.9, $0) * max(0, $1)) } }
    if let factor { light.combine(with: factor, *) }
    if let highlight { light.combine(with: highlight, +) }
    return light
  }

  private func apply(_ film: Film, _ thickness: [Float], channel: Int, to light: inout [Float]) {
    let grey = surface.image.channels == 1
    let layer = KubelkaMunk.Layer(
      absorption: grey ? film.absorption.rec709 : film.absorption[channel],
      scattering: grey ? film.scattering.rec709 : film.scattering[channel])
    light.combine(with: thickness) { layer.reflectance(substrate: min(0.98, $0), thickness: $1) }
  }
}

extension SIMD3<Float> {
  /// Rec. 709 luminance of linear red, green, blue.
  var rec709: Float { 0.2126 * x + 0.7152 * y + 0.0722 * z }
}

extension Plane {
  /// The product with another plane, place by place.
  func multiplied(by other: Plane) -> Plane {
    var product = self
    product.combine(with: other, *)
    return product
  }
}
