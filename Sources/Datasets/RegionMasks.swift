import Foundation
import Imaging

/// Masks that say where on photographs something may happen: one picture for all of them, or a folder with one for each.
///
/// A mask of the folder belongs to the photograph whose path ends in the mask's path, extension and suffixes such as
/// `_mask` aside: `a/7_mask.png` to `train/good/a/7.jpg`.
public struct RegionMasks: Sendable {
  /// Tells equal masks of equal photographs from others, SHA-256.
  public let fingerprint: String
  private let files: [String: URL]

  /// Opens every mask, so that what is wrong is said before any work.
  /// - Parameters:
  ///   - url: A picture, or a folder of pictures; set where a value is above 0.
  ///   - photographs: The photographs that need a mask.
  /// - Throws: `DatasetError.notFound`; `.invalidArgument` for a photograph without a mask and for an empty mask;
  ///   `.maskSize`; `ImagingError`.
  public init(_ url: URL, for photographs: [DatasetItem]) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw DatasetError.unreadableFile(path: url.path, reason: "there is no such picture or folder of masks")
    }
    let find = isFolder.boolValue ? try Self.finder(url) : { _ in url }
    files = try photographs.reduce(into: [:]) { files, item in
      guard let file = find(item) else {
        throw DatasetError.invalidArgument(
          name: url.path, reason: "holds no mask for \(item.id); name it \(item.image.lastPathComponent)")
      }
      files[item.id] = file
    }
    let opened = files
    let digests = try concurrentMap(photographs) { item in
      guard let file = opened[item.id] else { preconditionFailure("every photograph has a mask by now") }
      _ = try Self.read(file, for: item)
      return SHA256.hexDigest(of: try Data(contentsOf: file))
    }
    fingerprint = SHA256.hexDigest(of: Data(digests.joined().utf8))
  }

  /// The mask of one of the photographs.
  /// - Throws: As the initialiser, where a file has changed since.
  public func mask(of item: DatasetItem) throws -> Mask {
    guard let file = files[item.id] else { preconditionFailure("\(item.id) is none of the photographs") }
    return try Self.read(file, for: item)
  }

  private static func read(_ file: URL, for item: DatasetItem) throws -> Mask {
    let (mask, photograph) = (try Mask.read(file), try ImageHeader.read(item.image))
    guard mask.width == photograph.width, mask.height == photograph.height else {
      throw DatasetError.maskSize(
        path: file.path, mask: [mask.width, mask.height], image: [photograph.width, photograph.height])
    }
    guard mask.area > 0 else {
      throw DatasetError.invalidArgument(name: file.path, reason: "selects no pixel: everything is black")
    }
    return mask
  }

  /// Finds masks by the longest end of a photograph's path.
  private static func finder(_ folder: URL) throws -> (DatasetItem) -> URL? {
    var masks: [String: URL] = [:]
    for file in try TreeFolder(folder).everyImage() {
      for key in MaskNames.candidates(for: file.key.lowercased()) where masks[key] == nil { masks[key] = file.url }
    }
    return { item in
      let parts = TreeFile(path: item.id, url: item.image).key.lowercased().split(separator: "/")
      return parts.indices.lazy.compactMap { masks[parts[$0...].joined(separator: "/")] }.first
    }
  }
}
