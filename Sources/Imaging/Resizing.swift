extension Image {
  /// The image at another size, clamped to [0, 1]. Interpolates sRGB codes, as image tools usually do.
  public func resized(width: Int, height: Int, filter: ResamplingFilter = .area) -> Image {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    if (width, height) == (self.width, self.height) { return self }
    let pixels = resample(
      pixels, (self.width, self.height), (width, height), channels, filter, clamp: filter == .lanczos3)
    return Image(width: width, height: height, channels: channels, bitDepth: bitDepth, pixels: pixels)
  }
}

extension Plane {
  /// The plane at another size; Lanczos may overshoot the range of the values.
  public func resized(width: Int, height: Int, filter: ResamplingFilter = .bilinear) -> Plane {
    precondition(width > 0 && height > 0, "a plane has at least one pixel")
    if (width, height) == (self.width, self.height) { return self }
    let values = resample(values, (self.width, self.height), (width, height), 1, filter, clamp: false)
    return Plane(width: width, height: height, values: values)
  }
}

/// How a mask pixel is decided when a mask changes size.
public enum MaskResizing: Sendable, CaseIterable {
  /// The value at the centre of the target pixel: keeps areas on average; thin defects may vanish.
  case nearest
  /// Set where any set pixel lies in the footprint: nothing vanishes.
  case anyCovered
  /// Set where more than half of the footprint is.
  case majority
}

extension Mask {
  /// The mask at another size.
  public func resized(width: Int, height: Int, rule: MaskResizing = .nearest) -> Mask {
    precondition(width > 0 && height > 0, "a mask has at least one pixel")
    if (width, height) == (self.width, self.height) { return self }
    switch rule {
    case .nearest: return nearest(width: width, height: height)
    // Coverage sums positive terms only, so it is above 0 exactly where a set pixel contributes.
    case .anyCovered: return Mask(plane.resized(width: width, height: height, filter: .area), above: 0)
    case .majority: return Mask(plane.resized(width: width, height: height, filter: .area), above: 0.5)
    }
  }

  private func nearest(width: Int, height: Int) -> Mask {
    // Centre (x + 1/2) of a target pixel, in source pixels, in whole numbers.
    let columns = (0..<width).map { (2 * $0 + 1) * self.width / (2 * width) }
    var result = Mask(width: width, height: height)
    for y in 0..<height {
      let row = (2 * y + 1) * self.height / (2 * height) * self.width
      for x in 0..<width { result.values[y * width + x] = values[row + columns[x]] }
    }
    return result
  }
}

private func resample(
  _ samples: [Float], _ source: (width: Int, height: Int), _ target: (width: Int, height: Int), _ channels: Int,
  _ filter: ResamplingFilter, clamp: Bool
) -> [Float] {
  let resampler = Resampler(from: source, to: target, filter: filter)
  let (sourceArea, targetArea) = (source.width * source.height, target.width * target.height)
  return [Float](unsafeUninitializedCapacity: targetArea * channels) { output, count in
    samples.withUnsafeBufferPointer { input in
      for channel in 0..<channels {
        resampler.apply(input.baseAddress! + channel * sourceArea, output.baseAddress! + channel * targetArea)
      }
    }
    count = targetArea * channels
    if clamp { for i in 0..<count { output[i] = min(max(output[i], 0), 1) } }
  }
}
