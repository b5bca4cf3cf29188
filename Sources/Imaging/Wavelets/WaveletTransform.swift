/// The orthonormal wavelet transform of a plane, separable, over several levels (S. Mallat, IEEE PAMI 11, 1989).
///
/// An axis is taken as periodic. Where its extent is odd, the last sample goes over to the low band as it is, and the
/// others are transformed. So the transform is a square orthonormal matrix at every size: the energy is preserved, and
/// the inverse is the transpose.
public struct WaveletTransform: Sendable {
  /// The filters.
  public let wavelet: OrthonormalWavelet
  /// How often the smooth part is parted again.
  public let levels: Int

  /// A transform over `levels` ≥ 1 levels; those beyond a single sample change nothing.
  public init(_ wavelet: OrthonormalWavelet, levels: Int) {
    precondition(levels >= 1, "at least one level")
    (self.wavelet, self.levels) = (wavelet, levels)
  }

  /// The coefficients of `plane`.
  public func forward(_ plane: Plane) -> WaveletCoefficients {
    var result = WaveletCoefficients(levels: levels, plane: plane)
    transform(&result) { step, extents in
      for extent in extents { step.forward(width: extent.width, height: extent.height) }
    }
    return result
  }

  /// The plane with these coefficients: the inverse, and the transpose, of ``forward(_:)``.
  public func inverse(_ coefficients: WaveletCoefficients) -> Plane {
    precondition(coefficients.levels == levels, "coefficients of \(coefficients.levels) levels, not of \(levels)")
    var result = coefficients
    transform(&result) { step, extents in
      for extent in extents.reversed() { step.inverse(width: extent.width, height: extent.height) }
    }
    return result.plane
  }

  private func transform(
    _ coefficients: inout WaveletCoefficients, _ body: (WaveletStep, [PixelBox]) -> Void
  ) {
    let extents = (0..<levels).map { coefficients.box(of: .lowLow, level: $0) }
    coefficients.plane.values.withUnsafeMutableBufferPointer { values in
      let step = WaveletStep(wavelet, values.baseAddress!, width: extents[0].width, height: extents[0].height)
      defer { step.deallocate() }
      body(step, extents)
    }
  }
}

/// Coefficients in Mallat's arrangement: the smooth part in the upper left corner, around it the bands of differences,
/// the finest outermost.
public struct WaveletCoefficients: Sendable, Equatable {
  /// Levels of the transform.
  public let levels: Int
  /// All bands, of the plane's size.
  public var plane: Plane

  /// Coefficients of a transform over `levels`.
  public init(levels: Int, plane: Plane) { (self.levels, self.plane) = (levels, plane) }

  /// Where a band lies in ``plane``; level 1 is the finest, and the smooth band of level 0 is the whole. Bands of a single
  /// row or column may be empty.
  public func box(of band: WaveletBand, level: Int) -> PixelBox {
    precondition((0...levels).contains(level) && (level > 0 || band == .lowLow), "no such band")
    let (x, width) = Self.range(plane.width, level, isHigh: band.isHigh.x)
    let (y, height) = Self.range(plane.height, level, isHigh: band.isHigh.y)
    return PixelBox(x: x, y: y, width: width, height: height)
  }

  /// The coefficients of a band that is not empty.
  public func band(_ band: WaveletBand, level: Int) -> Plane { plane.cropped(to: box(of: band, level: level)) }

  private static func range(_ extent: Int, _ level: Int, isHigh: Bool) -> (start: Int, count: Int) {
    let halved = (0..<level).reduce(into: [extent]) { extents, _ in extents.append((extents.last! + 1) / 2) }
    let low = halved[level]
    return isHigh ? (low, halved[level - 1] - low) : (0, low)
  }
}
