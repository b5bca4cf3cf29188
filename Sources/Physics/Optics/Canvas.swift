import Imaging
import Randomness

/// The picture while defects are drawn.
struct Canvas {
  let surface: Surface
  /// The surface's picture with what has been drawn so far; not yet held to whole codes.
  var picture: Image
  /// Greatest coverage so far.
  var coverage: Plane
  /// Where anything was drawn.
  private(set) var touched: PixelBox?

  init(_ surface: Surface) {
    (self.surface, picture) = (surface, surface.image)
    coverage = Plane(surface.frame)
  }

  /// A picture that was changed by other means, on the product.
  init(_ surface: Surface, changed picture: Image, coverage: Plane) {
    (self.surface, self.picture) = (surface, picture)
    self.coverage = coverage.multiplied(by: surface.foregroundPlane(surface.frame))
    touched = surface.frame
  }

  /// Draws a defect unless its mean change, weighted by the coverage, is less than `leastContrast`.
  mutating func draw(_ defect: Defect, leastContrast: Float, using stream: inout RandomStream) {
    guard defect.box.area > 0 else { return }
    let (light, pitch) = (surface.light, surface.pixelPitch)
    let defect = defect.withRoomForShadow(of: light, pitch: pitch, within: surface.frame)
    let shading = defect.relief.map {
      Shading(light, finish: defect.finish ?? surface.finish).fields($0, pitch: pitch)
    }
    let cover = extent(defect, shade: shading?.shade)
    let pixels = CoveredPixels(cover, in: defect.box, ofWidth: picture.width)
    guard pixels.count > 0 else { return }
    let optics = DefectOptics(defect, shading: shading, at: pixels, on: surface)
    let grain = grain(optics.hidden, using: &stream)
    let weights = pixels.gather(cover)
    var moved = [Float](repeating: 0, count: pixels.count)
    let camera = surface.camera
    let channels = (0..<picture.channels).map { channel in
      var samples = optics.light(picture, channel: channel)
      TransferCurve.shared.encode(&samples)
      if let grain { samples.combine(with: grain) { clamp01($0 + $1 * camera.deviation(at: $0)) } }
      var change = pixels.gather(picture, channel: channel)
      change.combine(with: samples) { abs($0 - $1) }
      moved.combine(with: change) { max($0, $1) }
      return samples
    }
    moved.combine(with: weights, *)
    guard moved.reduce(0, +) >= leastContrast * weights.reduce(0, +) else { return }
    for (channel, samples) in channels.enumerated() { pixels.scatter(samples, to: &picture, channel: channel) }
    note(weights, pixels)
  }

  /// The coverage on the product as the camera sees it; where the defect's relief throws a shadow that shows, it counts.
  private func extent(_ defect: Defect, shade: Plane?) -> Plane {
    var cover = defect.coverage
    if let shade { cover.combine(with: shade) { max($0, smoothStep(0.06, 0.25, $1)) } }
    cover = cover.blurred(sigma: surface.camera.blur)
    cover.apply { $0 < 0.02 ? 0 : min(1, $0) }
    if surface.foregroundArea < picture.area { cover.combine(with: surface.foregroundPlane(defect.box), *) }
    return cover
  }

  /// Noise of deviation 1 where the picture's own is hidden, less where it is hidden in part.
  private func grain(_ hidden: [Float]?, using stream: inout RandomStream) -> [Float]? {
    guard let hidden, surface.camera.noise > 0 else { return nil }
    var own = stream.split("camera noise \(stream.next())")
    var grain = hidden
    // The sum of four uniform numbers is near enough to normal, and needs one draw of 64 bits.
    grain.apply { share in
      guard share > 0 else { return 0 }
      let bits = own.next()
      let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
      return share * (Float(sum) / 65_535 - 2) * Float(3).squareRoot()
    }
    return grain
  }

  private mutating func note(_ weights: [Float], _ pixels: CoveredPixels) {
    touched = touched.map { $0.union(pixels.box) } ?? pixels.box
    coverage.values.withUnsafeMutableBufferPointer { coverage in
      for (weight, pixel) in zip(weights, pixels.pixels) {
        coverage[Int(pixel)] = max(coverage[Int(pixel)], weight)
      }
    }
  }
}
