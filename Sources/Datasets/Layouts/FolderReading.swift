import Foundation

/// What the name of a folder says about the files in it.
struct FolderReading: Equatable {
  enum Purpose {
    /// Photographs only, to tell them from masks: `images`.
    case images
    /// Masks or annotations: `ground_truth`, `train_masks`.
    case labels
    /// Perhaps masks; it could also be a kind of defect: `label`, `mask`.
    case perhapsLabels
    /// Whatever a data set calls its parts and kinds.
    case plain
  }

  let purpose: Purpose
  /// What is left of the name where the purpose is taken away: the part in `train_masks`; nil for none.
  let rest: String?

  private static let labelWords: Set<String> = [
    "gt", "gts", "mask", "masks", "label", "labels", "lable", "lables", "annotation", "annotations", "annot", "annots",
    "anno", "annos", "groundtruth", "groundtruths", "seg", "segmentation", "segmentations", "segmentationclass",
    "segmentationobject", "segmask", "segmasks", "labelme",
  ]
  /// Words that say nothing beside a word for labels.
  private static let fillWords: Set<String> = [
    "image", "images", "img", "imgs", "defect", "defects", "binary", "png", "bmp", "json", "xml", "txt", "yolo", "voc",
    "coco", "pixel", "pixels", "class", "object", "instance", "semantic", "dir", "map", "maps", "file", "files", "data",
    "ground", "truth", "polygon", "polygons", "box", "boxes", "bbox", "bboxes",
  ]
  private static let ambiguous: Set<String> = ["label", "labels", "lable", "mask", "seg", "anno", "ann"]

  init(_ name: String) {
    let lowered = name.lowercased()
    let words = lowered.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let joined = words.joined()
    let parts = words.filter { FolderNames.part($0) != nil }
    rest = parts.isEmpty ? nil : parts.joined(separator: "_")
    let others = words.filter { FolderNames.part($0) == nil }
    if FolderNames.part(lowered) != nil || others.isEmpty {
      purpose = .plain
    } else if Self.ambiguous.contains(lowered) {
      purpose = .perhapsLabels
    } else if Self.labelWords.contains(joined) || Self.isLabels(others) {
      purpose = .labels
    } else {
      purpose = others.allSatisfy(FolderNames.images.contains) ? .images : .plain
    }
  }

  private static func isLabels(_ words: [String]) -> Bool {
    let isGroundTruth = words.contains("ground") && words.contains("truth")
    return (isGroundTruth || words.contains(where: labelWords.contains))
      && words.allSatisfy { labelWords.contains($0) || fillWords.contains($0) || $0.allSatisfy(\.isNumber) }
  }
}
