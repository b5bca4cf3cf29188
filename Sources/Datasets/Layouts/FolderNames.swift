import Foundation

/// Folder names with a meaning, in lower case.
enum FolderNames {
  static let good: Set<String> = [
    "good", "ok", "normal", "normals", "nominal", "defect_free", "defect-free", "defectfree", "defect free", "okay",
    "pass", "no_defect", "non_defective", "non-defective", "perfect",
  ]
  static let train: Set<String> = ["train", "training", "trainset", "train_set"]
  static let validation: Set<String> = ["validation", "val", "valid"]
  static let test: Set<String> = ["test", "testing", "testset", "test_set"]
  static let images: Set<String> = [
    "images", "image", "imgs", "img", "jpegimages", "rgb", "photos", "photographs", "pictures",
  ]

  /// What systems, cameras' memory cards, network drives and notebooks leave in folders of photographs.
  private static let system: Set<String> = [
    "__macosx", "@eadir", "@tmp", "@recycle", "@recently-snapshot", "@sharebin", "@sharesnap", "#recycle", "#snapshot",
    "$recycle.bin", "recycler", "system volume information", "lost+found", "thumbs.db", "ehthumbs.db", "desktop.ini",
    "__pycache__", "icon\r",
  ]

  /// Words that may stand beside a word for good: `good_images`, `only ok parts`.
  private static let besideGood: Set<String> = ["only", "part", "parts", "sample", "samples", "product", "products"]

  static func isGood(_ name: String) -> Bool {
    let name = name.lowercased()
    if good.contains(name) { return true }
    let words = name.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return words.contains(where: good.contains)
      && words.allSatisfy { good.contains($0) || besideGood.contains($0) || images.contains($0) }
  }

  /// Whether a person would look past a file or folder of this name: hidden ones, and what systems leave behind.
  static func isHidden(_ name: String) -> Bool { name.hasPrefix(".") || system.contains(name.lowercased()) }

  /// The part of the data that a folder's name states.
  static func part(_ name: String) -> DatasetItem.Split? {
    let name = name.lowercased()
    if train.contains(name) { return .train }
    if validation.contains(name) { return .validation }
    return test.contains(name) ? .test : nil
  }
}
