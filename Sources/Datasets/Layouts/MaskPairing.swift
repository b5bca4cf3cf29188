import Foundation

/// Pairs masks with images by name, never by position.
///
/// A mask belongs to the image whose key (path without extension) equals, in this order: the mask's key; the mask's
/// key without a suffix such as `_mask`; the folder that the mask lies in (`000/000.png`, `000/001.png` are the masks
/// of image `000`). Several masks of one image are kept all; their union is its mask.
struct MaskPairing {
  static let suffixes = ["_mask", "-mask", ".mask", "_gt", "-gt", "_label", "-label", "_groundtruth"]

  /// Masks of each image key.
  private(set) var masks: [String: [URL]] = [:]
  /// Mask files that belong to no image.
  private(set) var unpaired: [TreeFile] = []

  /// - Parameters:
  ///   - maskFiles: Candidates, with the keys they go by.
  ///   - imageKeys: The keys of the images.
  init(_ maskFiles: [(key: String, file: TreeFile)], imageKeys: Set<String>) {
    for (key, file) in maskFiles {
      if let owner = Self.candidates(for: key).first(where: imageKeys.contains) {
        masks[owner, default: []].append(file.url)
      } else {
        unpaired.append(file)
      }
    }
  }

  /// The image keys that a mask's key may stand for, best first.
  static func candidates(for key: String) -> [String] {
    var result = [key]
    if let stem = withoutSuffix(key) { result.append(stem) }
    if let slash = key.lastIndex(of: "/") { result.append(String(key[..<slash])) }
    return result
  }

  /// The key without a mask suffix; `nil` if it has none.
  static func withoutSuffix(_ key: String) -> String? {
    let lowered = key.lowercased()
    guard let suffix = suffixes.first(where: lowered.hasSuffix), key.count > suffix.count else { return nil }
    let stem = String(key.dropLast(suffix.count))
    return stem.hasSuffix("/") ? nil : stem
  }

  /// Parts files into photographs and masks that lie beside them (`x.png`, `x_mask.png`).
  static func separateBeside(_ files: [TreeFile]) -> (images: [TreeFile], masks: [TreeFile]) {
    let keys = Set(files.map(\.key))
    var (images, masks) = ([TreeFile](), [TreeFile]())
    for file in files {
      if let stem = withoutSuffix(file.key), keys.contains(stem) { masks.append(file) } else { images.append(file) }
    }
    return (images, masks)
  }
}
