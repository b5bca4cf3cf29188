extension PhotographicVariation {
  /// The photograph as this variation shows it, rounded to codes of its bit depth as a camera
  /// rounds.
  ///
  /// - Parameters:
  ///   - image: 1 or 3 channels of any size; the result has the same shape.
  ///   - generator: gives the noise; no other variation draws from it. Equal states give equal
  ///     photographs.
  /// - Throws: `ImagingError.unwritable` for `.jpeg` of a photograph of more than 65,500 px a side.
  public func applied(to image: Image, using generator: inout some RandomNumberGenerator) throws
    -> Image
  {
    try [self].applied(to: image, using: &generator)
  }

  /// The changed samples, neither clipped nor rounded.
  fileprivate func changed(_ image: Image, _ generator: inout some RandomNumberGenerator) throws
    -> Image
  {
    switch self {
    case .light(let gain):
      image.multiplied(by: [Float](repeating: Float(gain), count: image.channels))
    case .whiteBalance(let red, let blue):
      image.channels == 1 ? image : image.multiplied(by: [Float(red), 1, Float(blue)])
    case .jpeg(let quality): try image.throughJPEG(quality: quality)
    case .noise(let deviation): image.noisy(deviation: Float(deviation), using: &generator)
    case .blur(let sigma): image.blurred(sigma: sigma)
    case .shift(let x, let y): image.shifted(x: x, y: y)
    case .turn(let degrees): image.turned(byDegrees: degrees)
    }
  }
}

extension Sequence<PhotographicVariation> {
  /// The photograph with one change after another, rounded once, at the end; without a change it is
  /// returned as it is.
  ///
  /// - Throws: as one variation's `applied` does.
  public func applied(to image: Image, using generator: inout some RandomNumberGenerator) throws
    -> Image
  {
    var (result, isChanged) = (image, false)
    for variation in self {
      result = try variation.changed(result, &generator)
      isChanged = true
    }
    if isChanged { result.roundToCodes() }
    return result
  }
}

extension Image {
  fileprivate func multiplied(by gains: [Float]) -> Image {
    var result = self
    result.pixels.withUnsafeMutableBufferPointer { samples in
      for (channel, gain) in gains.enumerated() {
        for i in channel * area..<(channel + 1) * area { samples[i] *= gain }
      }
    }
    return result
  }

  /// Encoded and decoded; a deeper photograph keeps its depth, with the 8-bit codes of the file.
  fileprivate func throughJPEG(quality: Int) throws -> Image {
    var result = try Image.decode(jpegData(quality: quality), source: "JPEG in memory")
    result.bitDepth = bitDepth
    return result
  }

  fileprivate func noisy(deviation: Float, using generator: inout some RandomNumberGenerator)
    -> Image
  {
    var result = self
    result.pixels.withUnsafeMutableBufferPointer { samples in
      NormalNoise.add(deviation, to: samples, using: &generator)
    }
    return result
  }

  fileprivate func shifted(x: Int, y: Int) -> Image {
    padded(left: max(x, 0), top: max(y, 0), right: max(-x, 0), bottom: max(-y, 0), with: .reflect)
      .cropped(to: PixelBox(x: max(-x, 0), y: max(-y, 0), width: width, height: height))
  }

  /// Clips samples to [0, 1] and rounds them to the nearest code.
  fileprivate mutating func roundToCodes() {
    let top = Float((1 << bitDepth) - 1)
    pixels.withUnsafeMutableBufferPointer { samples in
      for i in samples.indices { samples[i] = (min(max(samples[i], 0), 1) * top).rounded() / top }
    }
  }
}
