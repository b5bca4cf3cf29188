import Foundation

/// The layout of MVTec AD; families take the place of its kinds of defect.
struct MVTecExporter: PictureExporter {
  static let topLevel = ["train", "test", "ground_truth"]

  let folder: ExportFolder
  let families: [String]

  var folders: [String] { ["train/good"] + families.flatMap { ["test/\($0)", "ground_truth/\($0)"] } }

  func add(_ picture: ExportedPicture) throws {
    switch picture.content {
    case .sample(_, let mask, let family):
      _ = try folder.put(picture.content, at: "test/\(family)/\(picture.name)")
      try folder.link(mask, to: "ground_truth/\(family)/\(picture.name)_mask.png")
    case .good:
      _ = try folder.put(picture.content, at: "train/good/\(picture.name.dropFirst("good-".count))")
    }
  }

  func finish(_ notes: [Void]) {}
}
