import Foundation

extension Mask {
  /// Reads a mask from an image file.
  ///
  /// A pixel is set where any channel is above 0, whether the file is grey, colour or has a palette, so masks of small
  /// label numbers (which look black) are whole. There are two exceptions.
  /// - In a lossy file (JPEG), where compression leaves ripples around every edge, a pixel is set from half of the
  ///   brightest sample; where that is below ``leastLossyValue`` nothing can be told from ripples, and nothing is set.
  /// - Where some of the picture is transparent, only opaque pixels can be set; all of them are where they are all black.
  ///
  /// - Parameter convention: Which pixels are the defect. Of `.dark` masks those are below half of the brightest sample
  ///   in any channel.
  /// - Throws: `ImagingError`, as `Image.read`.
  public static func read(
    _ url: URL, convention: MaskConvention = .light, limits: DecodeLimits = .default
  ) throws -> Mask {
    try MaskFile(url, limits: limits).mask(convention)
  }

  /// The least brightness, of 255, that a mark must have in a lossy mask.
  public static let leastLossyValue = 16

  /// Set where any channel of `image` is above `threshold`.
  public init(_ image: Image, above threshold: Float = 0) {
    var values = [UInt8](repeating: 0, count: image.area)
    image.pixels.withUnsafeBufferPointer { pixels in
      values.withUnsafeMutableBufferPointer { values in
        for channel in 0..<image.channels {
          let plane = UnsafeBufferPointer(rebasing: pixels[channel * image.area..<(channel + 1) * image.area])
          for i in values.indices where plane[i] > threshold { values[i] = 1 }
        }
      }
    }
    self.init(width: image.width, height: image.height, values: values)
  }

  /// Set where `plane` is above `threshold`.
  public init(_ plane: Plane, above threshold: Float) {
    self.init(width: plane.width, height: plane.height, values: plane.values.map { $0 > threshold ? 1 : 0 })
  }

  /// The mask as a grey image of 0 and 1.
  public var image: Image { plane.image() }

  /// The mask as a plane of 0 and 1.
  public var plane: Plane { Plane(width: width, height: height, values: values.map(Float.init)) }

  /// The mask as an 8-bit grey PNG of 0 and 255.
  public func pngData() throws -> Data { try image.pngData() }

  /// Writes an 8-bit grey PNG of 0 and 255, atomically.
  ///
  /// - Throws: `ImagingError.unwritable`.
  public func writePNG(to url: URL) throws { try image.writePNG(to: url) }
}

/// A mask file with what decides how it is read.
package struct MaskFile: Sendable {
  /// What the file says about itself.
  package let header: ImageHeader
  /// The brightest sample, in [0, 1].
  package let brightest: Float
  /// Values above 0 that differ, in steps of 1/255; ripples of a lossy file count too.
  package let distinctValues: Int
  private let image: Image
  private let alpha: Plane?

  /// - Throws: `ImagingError`, as `Image.read`.
  package init(_ url: URL, limits: DecodeLimits = .default) throws {
    header = try ImageHeader.read(url)
    let read = try Image.readWithAlpha(url, limits: limits)
    image = read.image
    alpha = read.alpha.flatMap { plane in plane.values.contains { $0 != plane.values[0] } ? plane : nil }
    brightest = image.pixels.max() ?? 0
    distinctValues = Self.distinctValues(image)
  }

  /// The share of samples that are within 24 of 255 of black or of the brightest.
  package var shareOfExtremes: Double {
    let near: Float = 24 / 255
    return Double(image.pixels.count { $0 <= near || $0 >= brightest - near }) / Double(image.pixels.count)
  }

  /// Whether the file is lossy and too dark for a mark to be told from ripples, though it is not all black.
  package var isTooFaint: Bool { header.isLossy && brightest > 0 && brightest * 255 < Float(Mask.leastLossyValue) }

  /// The mask by the rule of ``Mask/read(_:convention:limits:)``.
  package func mask(_ convention: MaskConvention) -> Mask {
    let mask = convention == .dark ? darkPixels : Mask(image, above: threshold)
    guard let alpha else { return mask }
    let opaque = Mask(alpha, above: 0)
    let seen = mask.intersection(opaque)
    return seen.area == 0 && convention == .light ? opaque : seen
  }

  private var threshold: Float {
    guard header.isLossy else { return 0 }
    return isTooFaint ? 1 : brightest / 2
  }

  private var darkPixels: Mask {
    var mask = Mask(width: image.width, height: image.height)
    for channel in 0..<image.channels {
      for i in 0..<image.area where image.pixels[channel * image.area + i] < brightest / 2 { mask.values[i] = 1 }
    }
    return mask
  }

  private static func distinctValues(_ image: Image) -> Int {
    var seen = [Bool](repeating: false, count: 256)
    for value in image.pixels where value > 0 { seen[max(1, min(255, Int((value * 255).rounded())))] = true }
    return seen.count { $0 }
  }
}
