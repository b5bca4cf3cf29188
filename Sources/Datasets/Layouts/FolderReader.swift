import Foundation
import Imaging

/// Reads any folder of photographs.
///
/// - Photographs straight in the folder are good unless a mask or an annotation marks a defect; those in and below `good`
///   (`ok`, `normal` …) are good.
/// - Every other folder is a kind of defect; unless nothing is called good, all photographs have masks or annotations and
///   some of these are empty: then they tell good from bad (KolektorSDD).
/// - Masks and annotations lie beside (`x_mask.png`, `x.json`), or in `masks`/`ground_truth`/`labels` under the same
///   relative path with or without a suffix, or nowhere.
/// - `images` and `masks` side by side are read as one level.
/// - Defects are for testing, together with ⌈n/5⌉ of the good photographs (see `GoodShare`).
struct FolderReader {
  let root: TreeFolder
  let reading: DatasetReading

  func read() throws -> LayoutReading {
    let labelled = try LabelledPhotographs(root, reading: reading)
    var result = LayoutReading(problems: labelled.problems)
    let isOutside = try isOutsideOfImages()
    let chosen = labelled.photographs.indices.filter { !isOutside(labelled.photographs[$0].file) }
    let groups = chosen.map { Self.group(labelled.photographs[$0].key) }
    let isSorted = groups.contains(nil) || groups.contains { $0.map(FolderNames.isGood) ?? false }
    let labelsTell = !isSorted && Self.labelsTell(labelled, chosen)
    guard isSorted || labelsTell else { throw noGood(Set(groups.compactMap { $0 }).naturallySorted { $0 }) }
    let items = concurrentMap(chosen.count) { number in
      let group = labelsTell ? nil : groups[number]
      let item = labelled.item(
        chosen[number],
        group.map { FolderNames.isGood($0) ? .good : .type($0) } ?? .unsorted(unlessMarked: .good), split: .train)
      return item.label == .anomalous ? item.moved(to: .test) : item
    }
    result.items = GoodShare.partition(items)
    result.note(
      passedOver: labelled.photographs.map(\.file).filter(isOutside),
      because: "the photographs are in a folder of their own, beside these")
    if groups.contains(nil) { result.problems += unreadLists() }
    return result
  }

  /// Where a folder of photographs lies straight in the root, and no photograph does, other folders hold something else.
  private func isOutsideOfImages() throws -> (TreeFile) -> Bool {
    let folders = root.folderNames.filter { FolderReading($0).purpose == .images }
    guard root.images.isEmpty, !folders.isEmpty else { return { _ in false } }
    return { file in !folders.contains { file.path.hasPrefix($0 + "/") } }
  }

  /// The folder that a key begins with; nil straight in the root.
  private static func group(_ key: String) -> String? {
    let parts = key.split(separator: "/")
    return parts.count > 1 ? String(parts[0]) : nil
  }

  /// Whether every photograph is labelled, and some are labelled as good.
  private static func labelsTell(_ labelled: LabelledPhotographs, _ chosen: [Int]) -> Bool {
    !chosen.isEmpty && chosen.allSatisfy(labelled.isLabelled) && !chosen.allSatisfy(labelled.isMarked)
  }

  /// Lists beside photographs that nothing else sorts: what they say would get lost.
  private func unreadLists() -> [DatasetProblem] {
    root.files.filter { ["csv", "tsv"].contains($0.fileExtension) }.compactMap { file in
      guard let table = try? CSVTable(contentsOf: file.url), ListReader.Columns(table) != nil,
        table.columns.contains(where: ListReader.Columns.telling.contains)
      else { return nil }
      return DatasetProblem(
        .error, .annotationNotUnderstood, files: [file.path],
        message: "a list that says which photographs are good; give its path in place of the folder's, or take it away")
    }
  }

  private func noGood(_ groups: [String]) -> DatasetError {
    let seen = groups.isEmpty ? "no image" : "the folders \(DatasetError.abridged(groups)), none of them named good"
    return .unrecognised(
      path: root.url.path,
      reason: "\(seen). Put photographs of good parts (\(ImageFormat.list)) in good, in train/good, or straight in the "
        + "folder.")
  }
}
