import Foundation
import Imaging

extension DatasetItem {
  /// Reads the true mask: the union of the item's mask files; all zero, of the image's size, for a good image without
  /// any; `nil` where it is not known.
  ///
  /// - Throws: `ImagingError` when a file cannot be read; `DatasetError.maskSize` when a mask's size differs from the
  ///   image's.
  public func readMask(limits: DecodeLimits = .default) throws -> Mask? {
    if masks.isEmpty, label != .good { return nil }
    let header = try ImageHeader.read(image)
    guard let first = masks.first else { return Mask(width: header.width, height: header.height) }
    var union = try Self.readMask(first, like: header, limits: limits)
    for file in masks.dropFirst() {
      let other = try Self.readMask(file, like: header, limits: limits)
      for i in union.values.indices { union.values[i] |= other.values[i] }
    }
    return union
  }

  private static func readMask(_ file: URL, like header: ImageHeader, limits: DecodeLimits) throws -> Mask {
    let mask = try Mask.read(file, limits: limits)
    guard mask.width == header.width, mask.height == header.height else {
      throw DatasetError.maskSize(
        path: file.path, mask: [mask.width, mask.height], image: [header.width, header.height])
    }
    return mask
  }
}
