import Foundation
import Imaging

/// Reads trees whose folders are parts: `train/<good>`, `validation/<good>`, `test/<type>` with masks or annotations in
/// folders of their own (`ground_truth/<type>`, `train/masks`, `labels/train`) or beside the photographs.
///
/// MVTec AD, MVTec LOCO (several masks an image in a folder of its name), BTAD (`ok`, `ko`), the `visa_pytorch` tree
/// (`bad`, masks named as images), DAGM (`Train/0001.PNG`, `Train/Label/0001_label.PNG`), KolektorSDD2 (`train/1.png`,
/// `train/1_GT.png`), YOLO (`images/train`, `labels/train`) and Roboflow (`train/images`, `train/labels`).
struct TreeReader {
  let root: TreeFolder
  let reading: DatasetReading

  static func fits(_ root: TreeFolder) -> Bool {
    root.folderNames.contains { name in
      if FolderNames.part(name) != nil { return true }
      let reading = FolderReading(name)
      if reading.purpose != .images { return false }
      return reading.rest != nil
        || ((try? root.folder(name))?.folderNames.contains { FolderNames.part($0) != nil } ?? false)
    }
  }

  /// BTAD spells its good parts `ok` and its bad ones `ko`; `visa_pytorch` knows one type, `bad`.
  static func layout(of root: TreeFolder) throws -> DatasetLayout {
    let folders = try root.folder(among: FolderNames.test)?.folderNames.map { $0.lowercased() } ?? []
    if folders.contains("ko") { return .btad }
    return Set(folders).subtracting(FolderNames.good) == ["bad"] ? .visaPyTorch : .mvtec
  }

  func read() throws -> LayoutReading {
    let labelled = try LabelledPhotographs(root, reading: reading)
    var result = LayoutReading(problems: labelled.problems)
    let places = labelled.photographs.map { Self.place($0.key) }
    // Where some photographs straight in the test part are marked, those that are not are good.
    let knowsTest = places.indices.contains {
      places[$0]?.split == .test && places[$0]?.type == nil && labelled.isLabelled($0)
    }
    result.items = concurrentMap(places.count) { index -> DatasetItem? in
      guard let (split, type) = places[index] else { return nil }
      let unmarked: DatasetItem.Label = split == .test && !knowsTest ? .unknown : .good
      return labelled.item(
        index,
        type.map { FolderNames.isGood($0) ? .good : .type($0) } ?? .unsorted(unlessMarked: unmarked), split: split)
    }.compactMap { $0 }
    result.note(
      passedOver: zip(labelled.photographs, places).filter { $0.1 == nil }.map(\.0.file),
      because: "they lie in none of the folders train, validation and test")
    return result
  }

  /// The part and, but for photographs straight in it, the type that a key begins with; nil outside of all parts.
  private static func place(_ key: String) -> (split: DatasetItem.Split, type: String?)? {
    let parts = key.split(separator: "/").map(String.init)
    guard parts.count > 1, let split = FolderNames.part(parts[0]) else { return nil }
    return (split, parts.count > 2 ? parts[1] : nil)
  }
}
