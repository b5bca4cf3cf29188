import Foundation
import Imaging

/// YOLO segmentation: a line for each 8-connected region, `class x y x y …`, coordinates as shares of width and height.
struct YOLOExporter: PictureExporter {
  static let topLevel = ["images", "labels", "data.yaml"]

  let folder: ExportFolder
  let families: [String]

  var folders: [String] { ["images", "labels"] }

  /// A good photograph gets an empty file: the format's way to say that there is nothing.
  func add(_ picture: ExportedPicture) throws {
    let path = try folder.put(picture.content, at: "images/\(picture.name)")
    var lines = ""
    if case .sample(let image, let mask, let family) = picture.content {
      let header = try ImageHeader.read(folder.root.appendingPathComponent(path))
      let number = families.firstIndex(of: family) ?? 0
      for region in try MaskRegion.all(in: mask, of: image, header) {
        let corners = region.polygon.map { corner in
          String(
            format: "%.6f %.6f", Double(corner.x) / Double(header.width), Double(corner.y) / Double(header.height))
        }
        lines += "\(number) \(corners.joined(separator: " "))\n"
      }
    }
    try folder.write(Data(lines.utf8), to: "labels/\(picture.name).txt")
  }

  func finish(_ notes: [Void]) throws {
    let names = families.enumerated().map { "  \($0): \($1)\n" }.joined()
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
