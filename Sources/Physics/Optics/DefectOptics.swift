import Imaging

/// The light of one defect on one surface, channel by channel.
///
/// The photograph is as sharp as its camera already; what the defect adds is not. So the fields are blurred once, before
/// they meet the light, and the texture that stays visible keeps its sharpness.
struct DefectOptics {
  private let surface: Surface
  private let box: PixelBox
  private let displacement: Displacement?
  private let films: [Film]
  private let patch: Patch?
  private let occlusion: Plane?
  private let factor: Plane?
  private let highlight: Plane?
  /// Share of the picture's own noise that is hidden, 0…1.
  let hidden: Plane

  init(_ defect: Defect, on surface: Surface) {
    (self.surface, box, displacement) = (surface, defect.box, defect.displacement)
    let blur = surface.camera.blur
    films = defect.films.map { $0.blurred(sigma: blur) }
    patch = defect.patch?.blurred(sigma: blur)
    occlusion = defect.occlusion?.blurred(sigma: blur)
    let shading = Shading(surface.light, finish: defect.finish)
    let planes = defect.relief.map { shading.planes(relief: $0, pitch: surface.pixelPitch) }
    factor = planes?.factor.blurred(sigma: blur)
    highlight = planes?.highlight?.blurred(sigma: blur)
    var hidden = patch.map { $0.isPhotographed ? Plane(defect.box) : $0.opacity } ?? Plane(defect.box)
    if let occlusion { hidden.combine(with: occlusion) { max($0, $1) } }
    self.hidden = hidden
  }

  /// Linear light of one channel with the defect, where it was `before`.
  func light(_ before: Plane, channel: Int) -> Plane {
    var light = displacement.map { surface.warpedLight(channel: channel, box, by: $0) } ?? before
    for film in films { apply(film, channel: channel, to: &light) }
    if let patch {
      let material = patch.light[min(channel, patch.light.count - 1)]
      light.combine(with: patch.opacity) { $0 * (1 - $1) }
      light.combine(with: material.multiplied(by: patch.opacity), +)
    }
    if let factor { light.combine(with: factor, *) }
    if let occlusion { light.combine(with: occlusion) { $0 * (1 - $1) } }
    if let highlight { light.combine(with: highlight, +) }
    return light
  }

  private func apply(_ film: Film, channel: Int, to light: inout Plane) {
    let grey = surface.image.channels == 1
    let absorption = grey ? film.absorption.rec709 : film.absorption[channel]
    let scattering = grey ? film.scattering.rec709 : film.scattering[channel]
    light.combine(with: film.thickness) {
      KubelkaMunk.reflectance(substrate: min(0.98, $0), absorption: absorption, scattering: scattering, thickness: $1)
    }
  }
}

extension Film {
  fileprivate func blurred(sigma: Double) -> Film {
    Film(thickness: thickness.blurred(sigma: sigma), absorption: absorption, scattering: scattering)
  }
}

extension Patch {
  fileprivate func blurred(sigma: Double) -> Patch {
    Patch(
      light: isPhotographed ? light : light.map { $0.blurred(sigma: sigma) }, opacity: opacity.blurred(sigma: sigma),
      isPhotographed: isPhotographed)
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
