import Foundation
import Imaging

/// The photographs of a folder with the masks and annotations that belong to them, whichever layout they lie in.
struct LabelledPhotographs {
  /// What the place of a photograph says about it.
  enum Place {
    /// It lies among good ones.
    case good
    /// It lies among defects of a kind.
    case type(String)
    /// The place says nothing: it is defective where something marks it, and else what is given here.
    case unsorted(unlessMarked: DatasetItem.Label)
  }

  let photographs: [FileSorting.Entry]
  let problems: [DatasetProblem]
  private let labels: [LabelPairing.Labels]
  private let convention: MaskConvention

  /// - Parameters:
  ///   - root: The data set's folder.
  ///   - reading: How labels are read, and where else they are.
  /// - Throws: `DatasetError` where the folder or file of annotations cannot be read.
  init(_ root: TreeFolder, reading: DatasetReading) throws {
    let sorting = FileSorting(root)
    let pairing = LabelPairing(sorting, annotations: try reading.annotations.map(FileSorting.init(annotations:)))
    photographs = sorting.photographs
    labels = pairing.labels
    convention = reading.masks ?? .light
    problems = sorting.problems + pairing.problems + Self.unmentioned(pairing.labels, photographs)
  }

  /// Whether a mask or an annotation tells of a photograph, be it that it is good.
  func isLabelled(_ index: Int) -> Bool { !labels[index].files.isEmpty || labels[index].annotation != nil }

  /// Whether a mask or an annotation marks a defect on a photograph.
  ///
  /// A mask that cannot be read, or that is too faint to be told from an empty one, counts as one that does: the
  /// validator will name it, and the photograph must not become good meanwhile.
  func isMarked(_ index: Int) -> Bool {
    if labels[index].annotation?.marksDefect == true { return true }
    return pictures(index).contains { url in
      guard let file = try? MaskFile(url) else { return true }
      return file.isTooFaint || file.mask(convention).area > 0
    }
  }

  /// The data set's entry for a photograph.
  func item(_ index: Int, _ place: Place, split: DatasetItem.Split) -> DatasetItem {
    let found = labels[index]
    let (label, type) = meaning(index, place)
    let hasPictures = !pictures(index).isEmpty
    let annotation = hasPictures ? found.annotation?.withoutBoxes : found.annotation
    let isEmpty = label == .good && !hasPictures && annotation?.regions.isEmpty != false
    return DatasetItem(
      id: photographs[index].file.path, image: photographs[index].file.url, label: label, defectType: type,
      masks: isEmpty ? [] : found.files.naturallySorted(by: \.path), split: split,
      annotation: isEmpty ? nil : annotation, maskConvention: convention)
  }

  private func meaning(_ index: Int, _ place: Place) -> (DatasetItem.Label, String?) {
    switch place {
    case .good: return (.good, nil)
    case .type(let name): return (.anomalous, name)
    case .unsorted(let unmarked):
      if isMarked(index) { return (.anomalous, labels[index].annotation?.defectType ?? "defect") }
      return (labels[index].isUnmentioned ? .unknown : unmarked, nil)
    }
  }

  /// The files of a photograph's labels that are pictures.
  private func pictures(_ index: Int) -> [URL] { labels[index].files.filter { !DatasetItem.isAnnotation($0) } }

  private static func unmentioned(
    _ labels: [LabelPairing.Labels], _ photographs: [FileSorting.Entry]
  ) -> [DatasetProblem] {
    let files = zip(labels, photographs).filter(\.0.isUnmentioned).map(\.1.file.path)
    guard !files.isEmpty else { return [] }
    return [
      DatasetProblem(
        .warning, .unlistedPhotograph, files: files,
        message: "not in the list of annotations, which names others of this folder; not known to be good or not")
    ]
  }
}

extension FileSorting {
  /// The files of a folder of annotations, or the one file.
  init(annotations url: URL) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw DatasetError.unreadableFile(path: url.path, reason: "there is no such file or folder of annotations")
    }
    self = isFolder.boolValue ? FileSorting(try TreeFolder(url)) : FileSorting(file: url)
  }

  /// What could not be opened, or is not read.
  var problems: [DatasetProblem] {
    let unread = foreign.filter { !$0.isAmongLabels }.map(\.file)
    let formats = Dictionary(grouping: unread, by: \.reasonToLeaveOut).sorted { $0.key < $1.key }
    return unreadable
      + formats.map { DatasetProblem(.warning, .unsupportedFile, files: $1.map(\.path), message: $0) }
      + unnameable.map { DatasetProblem(.error, .unreadableFile, files: [$0.path], message: $0.reasonToLeaveOut) }
  }
}
