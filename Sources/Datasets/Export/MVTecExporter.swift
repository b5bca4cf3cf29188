import Foundation

/// The layout of MVTec AD.
struct MVTecExporter: PictureExporter {
  static let topLevel = ["train", "test", "ground_truth"]

  let folder: ExportFolder
  /// Names of folders.
  let kinds: [String]

  var folders: [String] { ["train/good"] + kinds.flatMap { ["test/\($0)", "ground_truth/\($0)"] } }

  func add(_ picture: ExportedPicture) throws {
    switch picture.content {
    case .sample(_, let mask, let kind):
      _ = try folder.put(picture.content, at: "test/\(kind)/\(picture.name)")
      try folder.link(mask, to: "ground_truth/\(kind)/\(picture.name)_mask.png")
    case .good:
      _ = try folder.put(picture.content, at: "train/good/\(picture.name.dropFirst("good-".count))")
    }
  }

  func finish(_ notes: [Void]) {}
}
