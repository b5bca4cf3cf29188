import Foundation
import Imaging

/// A small data set in a temporary folder, whose name has a space and letters beyond ASCII; removed at the end.
final class TemporaryTree {
  let root: URL

  init(_ name: String = "prüf ling") throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("blemish \(UUID())").appendingPathComponent(
      name)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root.deletingLastPathComponent()) }

  func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  func write(_ data: Data, _ path: String) throws {
    let url = url(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  func text(_ text: String, _ path: String) throws { try write(Data(text.utf8), path) }

  /// A picture of one value drawn from the path, so that no two files are equal; formats go by content, so any
  /// extension will do.
  func image(_ paths: String..., width: Int = 8, height: Int = 6, channels: Int = 3) throws {
    for path in paths {
      var image = Image(width: width, height: height, channels: channels, filledWith: 0.5)
      for (i, byte) in path.utf8.enumerated() { image.pixels[i % image.area] = Float(byte) / 255 }
      try write(image.pngData(), path)
    }
  }

  /// A mask with `area` set pixels of the given grey value.
  func mask(_ paths: String..., width: Int = 8, height: Int = 6, area: Int = 5, value: Float = 1) throws {
    for path in paths {
      var image = Image(width: width, height: height, channels: 1)
      for i in 0..<area { image.pixels[i] = value }
      try write(image.pngData(), path)
    }
  }

  /// `good` training, `good` test and `bad` test images with masks in the MVTec AD layout.
  static func mvtec(train: Int = 6, good: Int = 2, bad: Int = 2) throws -> TemporaryTree {
    let tree = try TemporaryTree()
    for i in 0..<train { try tree.image("train/good/\(pad(i)).png") }
    for i in 0..<good { try tree.image("test/good/\(pad(i)).png") }
    for i in 0..<bad {
      try tree.image("test/crack/\(pad(i)).png")
      try tree.mask("ground_truth/crack/\(pad(i))_mask.png")
    }
    return tree
  }

  static func pad(_ number: Int) -> String { String(repeating: "0", count: 3 - "\(number)".count) + "\(number)" }
}
