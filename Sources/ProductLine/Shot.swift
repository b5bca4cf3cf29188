import Imaging
import Randomness

/// One part in front of the camera under the light of that moment; can be photographed with and without a flaw.
struct Shot: Sendable {
  private let product: Product
  private let rig: LightRig
  private let camera: Camera
  private let stream: RandomStream

  init(_ product: Product, stream: RandomStream) {
    var light = stream.split("light")
    var optics = stream.split("camera")
    (self.product, self.stream) = (product, stream)
    rig = LightRig(stream: &light)
    camera = Camera(stream: &optics)
  }

  /// Noise-free samples `[3, size, size]`; the flaw, if any, is named by type and stream.
  func developed(size: Int, flaw: (type: String, stream: RandomStream)?) -> [Float] {
    var body = stream.split("body")
    switch product {
    case .denim:
      var denim = Denim(stream: &body)
      if var flaw { denim.flaw = DenimFlaw(type: flaw.type, stream: &flaw.stream) }
      return camera.developed(denim.rendered(size: size, under: rig))
    case .flange:
      var flange = Flange(stream: &body, shadowRun: rig.shadowRun)
      if var flaw { flange.flaw = FlangeFlaw(type: flaw.type, stream: &flaw.stream) }
      return camera.developed(flange.rendered(size: size, under: rig))
    }
  }

  /// The saved photograph of noise-free samples.
  func photograph(of samples: [Float], size: Int) -> Image {
    let noise = Camera.noise(count: samples.count, stream: stream.split("sensor"))
    return Image(
      width: size, height: size, channels: 3, pixels: zip(samples, noise).map { camera.code($0, noise: $1) })
  }

  /// The photograph of the flawless part with the flaw inside the mask.
  func compose(_ clean: [Float], _ marked: [Float], _ mask: Mask) -> ProductLine.DefectivePart {
    let flawless = photograph(of: clean, size: mask.width)
    let flawed = photograph(of: marked, size: mask.width)
    var image = flawless
    for (index, value) in mask.values.enumerated() where value != 0 {
      for channel in 0..<3 { image.pixels[channel * image.area + index] = flawed.pixels[channel * image.area + index] }
    }
    return ProductLine.DefectivePart(image: image, flawless: flawless, mask: mask)
  }
}
