import Foundation
import Imaging

extension DatasetItem {
  /// Reads the photograph.
  ///
  /// - Throws: `ImagingError`, as `Image.read`.
  public func readImage(limits: DecodeLimits = .default) throws -> Image {
    try Image.read(image, bits: bits, limits: limits)
  }

  /// Reads the true mask: the union of the item's mask files and of its annotation; all zero, of the image's size, for a
  /// good image without any; `nil` where it is not known.
  ///
  /// - Throws: `ImagingError` when a file cannot be read; `DatasetError.maskSize` when a mask's size differs from the
  ///   image's.
  public func readMask(limits: DecodeLimits = .default) throws -> Mask? {
    if masks.isEmpty, annotation == nil, label != .good { return nil }
    let header = try ImageHeader.read(image)
    var union = Mask(width: header.width, height: header.height)
    for file in maskPictures {
      union = union.union(try Self.readMask(file, like: header, maskConvention, limits: limits))
    }
    guard let annotation else { return union }
    let path = masks.first(where: Self.isAnnotation)?.path ?? image.path
    return union.union(try annotation.mask(width: header.width, height: header.height, path: path))
  }

  /// The mask files that are pictures.
  public var maskPictures: [URL] { masks.filter { !Self.isAnnotation($0) } }

  /// Whether a file of a mask is an annotation, not a picture.
  static func isAnnotation(_ url: URL) -> Bool { ["json", "txt", "xml"].contains(url.pathExtension.lowercased()) }

  private static func readMask(
    _ file: URL, like header: ImageHeader, _ convention: MaskConvention, limits: DecodeLimits
  ) throws -> Mask {
    let mask = try Mask.read(file, convention: convention, limits: limits)
    guard mask.width == header.width, mask.height == header.height else {
      throw DatasetError.maskSize(
        path: file.path, mask: [mask.width, mask.height], image: [header.width, header.height])
    }
    return mask
  }
}
