import Foundation

/// How masks are named after their photographs: `000_mask.png`, `000.GT.png`, `mask-000.png`, `000_mask_2.png`.
enum MaskNames {
  private static let words = [
    "ground_truth", "ground-truth", "groundtruth", "segmentation", "segmask", "annotation", "masks", "mask", "labels",
    "label", "lable", "anno", "seg", "gt",
  ]
  private static let separators: Set<Character> = ["_", "-", ".", " "]

  /// The keys of photographs that a mask's key may stand for, best first: itself, without a word for masks, the folder
  /// that it lies in (`000/000.png` and `000/001.png` are masks of `000`).
  static func candidates(for key: String) -> [String] {
    var result = [key]
    if let stem = withoutWord(key) { result.append(stem) }
    if let slash = key.lastIndex(of: "/") { result.append(String(key[..<slash])) }
    return result
  }

  /// The key without a word for masks before or after its name; nil where it has none.
  static func withoutWord(_ key: String) -> String? {
    let start = key.lastIndex(of: "/").map { key.index(after: $0) } ?? key.startIndex
    let (folder, name) = (key[..<start], key[start...])
    guard let stem = withoutSuffix(name) ?? withoutSuffix(withoutCounter(name)) ?? withoutPrefix(name) else {
      return nil
    }
    return String(folder) + stem
  }

  private static func withoutSuffix(_ name: Substring) -> Substring? {
    let lowered = name.lowercased()
    for word in words where lowered.hasSuffix(word) && lowered.count > word.count {
      let stem = name.dropLast(word.count)
      guard let last = stem.last else { continue }
      if separators.contains(last) { return stem.count > 1 ? stem.dropLast() : nil }
      if last.isNumber || last == ")" { return stem }
    }
    return nil
  }

  /// `000_mask_2` and `000_mask2` without the 2.
  private static func withoutCounter(_ name: Substring) -> Substring {
    let stem = name[..<(name.lastIndex { !$0.isNumber }.map { name.index(after: $0) } ?? name.startIndex)]
    return stem.last.map(separators.contains) == true ? stem.dropLast() : stem
  }

  private static func withoutPrefix(_ name: Substring) -> Substring? {
    let lowered = name.lowercased()
    for word in words where lowered.hasPrefix(word) && name.count > word.count + 1 {
      let rest = name.dropFirst(word.count)
      if let first = rest.first, separators.contains(first) { return rest.dropFirst() }
    }
    return nil
  }
}
