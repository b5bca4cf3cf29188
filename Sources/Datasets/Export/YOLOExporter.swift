import Foundation
import Imaging

/// YOLO segmentation: a line for each 8-connected region, `class x y x y …`, coordinates as shares of width and height.
///
/// Readers multiply by the size, cut or round to whole pixels, fill the polygon and draw its line; so its corners are the
/// middles of pixels (see ``PixelPath``).
struct YOLOExporter: PictureExporter {
  static let topLevel = ["images", "labels", "data.yaml"]

  let folder: ExportFolder
  let kinds: [String]

  var folders: [String] { ["images", "labels"] }

  /// A good photograph gets an empty file: the format's way to say that there is nothing.
  func add(_ picture: ExportedPicture) throws {
    let path = try folder.put(picture.content, at: "images/\(picture.name)")
    var lines = ""
    if case .sample(let image, let mask, let kind) = picture.content {
      let header = try ImageHeader.read(folder.root.appendingPathComponent(path))
      let number = kinds.firstIndex(of: kind) ?? 0
      for region in try MaskRegion.all(in: mask, of: image, header) {
        let corners = region.path.map { corner in
          "\(Self.share(corner.x, of: header.width)) \(Self.share(corner.y, of: header.height))"
        }
        lines += "\(number) \(corners.joined(separator: " "))\n"
      }
    }
    try folder.write(Data(lines.utf8), to: "labels/\(picture.name).txt")
  }

  /// Where a pixel is, as a share of the width or height: a hair before its middle, so that cutting and rounding both
  /// lead to the pixel.
  private static func share(_ pixel: Int, of size: Int) -> String {
    String(format: "%.7f", (Double(pixel) + 0.49) / Double(size))
  }

  func finish(_ notes: [Void]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // A string of JSON is one of YAML; without quotes "no" would be false, and "1" a number.
    let names = try kinds.enumerated().map { number, kind in
      "  \(number): \(String(decoding: try encoder.encode(kind), as: UTF8.self))\n"
    }.joined()
    let text = """
      # Both parts are the same pictures: measure on photographs of real defects instead of these.
      train: images
      val: images
      names:
      \(names)
      """
    try folder.write(Data(text.utf8), to: "data.yaml", durable: true)
  }
}
