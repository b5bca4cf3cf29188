import Imaging

/// The light of one defect on one surface, channel by channel.
struct DefectOptics {
  private let defect: Defect
  private let surface: Surface
  private let factor: Plane?
  private let highlight: Plane?

  init(_ defect: Defect, on surface: Surface) {
    (self.defect, self.surface) = (defect, surface)
    let shading = Shading(surface.light, finish: defect.finish)
    let planes = defect.relief.map { shading.planes(relief: $0, pitch: surface.pixelPitch) }
    (factor, highlight) = (planes?.factor, planes?.highlight)
  }

  /// The change of linear light that full coverage makes, and the share of the picture's own noise that it takes away.
  func change(of before: Plane, channel: Int) -> (change: Plane, lost: Plane) {
    let warped = defect.displacement.map { surface.warpedLight(channel: channel, defect.box, by: $0) } ?? before
    var light = warped
    for film in defect.films { apply(film, channel: channel, to: &light) }
    var lost = Plane(width: before.width, height: before.height)
    if let patch = defect.patch {
      let material = patch.light[min(channel, patch.light.count - 1)]
      light.combine(with: patch.opacity) { $0 * (1 - $1) }
      light.combine(with: material.multiplied(by: patch.opacity)) { $0 + $1 }
      lost = patch.opacity
    }
    if let factor { light.combine(with: factor, *) }
    if let occlusion = defect.occlusion {
      light.combine(with: occlusion) { $0 * (1 - $1) }
      lost.combine(with: occlusion) { max($0, $1) }
    }
    if let highlight { light.combine(with: highlight, +) }
    // The camera blurs what the optics added; the warped texture is already as sharp as the picture.
    light.combine(with: warped, -)
    var change = light.blurred(sigma: surface.camera.blur)
    if defect.displacement != nil {
      change.combine(with: warped, +)
      change.combine(with: before, -)
    }
    return (change, lost)
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
