import Datasets
import Foundation

/// A data set as the protocol parts it: the lowest-numbered third of each type's real defects may fit generators, the rest
/// and all good test photographs are for testing.
struct SardCategory {
  /// What tables call it.
  let name: String
  let dataset: Dataset
  /// Good training photographs.
  let good: [DatasetItem]
  /// Real defects that generators may look at.
  let fitting: [DatasetItem]
  /// What segmenters are tested on.
  let test: [DatasetItem]
  /// Types of defects that have masks in the fitting third.
  let types: [String]

  /// - Throws: `UserError` where a part is missing; `DatasetError`.
  init(_ name: String, _ folder: URL, layout: DatasetLayout?) throws {
    let dataset = try Dataset.open(folder, layout: layout)
    let parts = dataset.fittingThird()
    let fitting = parts.fitting.filter { !$0.masks.isEmpty && $0.defectType != nil }
    let good = dataset.train.filter { $0.label == .good }
    guard !good.isEmpty else { throw UserError("\(folder.path): has no good training photographs") }
    guard !fitting.isEmpty else { throw UserError("\(folder.path): has no real defects with masks and types") }
    guard parts.test.contains(where: { !$0.masks.isEmpty }) else {
      throw UserError("\(folder.path): has too few real defects: none is left for testing")
    }
    (self.name, self.dataset, self.good, self.fitting) = (name, dataset, good, fitting)
    test = parts.test.filter { $0.label != .unknown }
    types = Set(fitting.compactMap(\.defectType)).sorted()
  }

  /// - Throws: `UserError` where photographs cannot be used, or are for training and for testing.
  func check(_ stage: Stage) throws {
    let kept = try stage.checked(dataset, [.train, .test], strict: false)
    guard kept.items.count == dataset.items.count else {
      throw UserError("\(dataset.root.path): the photographs named above are for training and for testing; remove one")
    }
  }

  /// Names of folders for tables: their last components, with as many before as tell them apart.
  static func names(of folders: [URL]) -> [String] {
    let paths = folders.map { $0.standardizedFileURL.pathComponents.filter { $0 != "/" } }
    let longest = paths.map(\.count).max() ?? 1
    for length in 1...max(1, longest) {
      let names = paths.map { $0.suffix(length).joined(separator: "/") }
      if Set(names).count == names.count { return names }
    }
    return folders.map(\.path)
  }
}
