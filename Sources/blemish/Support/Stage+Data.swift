import Datasets
import Detection
import Foundation
import Imaging

/// What becomes of a data set before anything is made of it.
extension Stage {
  /// Opens every photograph and mask of some parts of a data set and says all that is wrong with them, before the first
  /// minute of work is spent.
  /// - Parameter strict: whether a warning, too, is a reason not to begin.
  /// - Returns: the data set without training photographs that are test photographs, too.
  func checked(_ dataset: Dataset, _ splits: Set<DatasetItem.Split>, strict: Bool) throws -> Dataset {
    let problems = DatasetValidator().problems(in: dataset, splits: splits, comparing: strict)
    let (fatal, warnings) = (
      problems.filter { $0.severity == .error || strict && $0.severity == .warning },
      problems.filter { $0.severity == .warning }
    )
    try refuse(fatal, of: dataset)
    for warning in warnings { Console.note("\(warning)") }
    return dataset.leavingOutLeaks(among: problems)
  }

  /// Says what is wrong with the names and labels of a data set's training part, without opening a photograph.
  func checkNames(_ dataset: Dataset) throws {
    let problems = dataset.problems.filter { !$0.kind.concernsTestMasks }
    try refuse(problems.filter { $0.severity == .error }, of: dataset)
    for warning in problems where warning.severity == .warning { Console.note("\(warning)") }
  }

  private func refuse(_ problems: [DatasetProblem], of dataset: Dataset) throws {
    guard !problems.isEmpty else { return }
    throw UserError(
      "the data set \(dataset.root.path) cannot be used:\n" + problems.map { "  \($0)" }.joined(separator: "\n"))
  }

  /// Parts the data; the fingerprint covers the training files and the detector's settings.
  func split(_ dataset: Dataset, _ configuration: DetectorConfiguration, seed: UInt64) throws -> DatasetSplit {
    let (kept, groups) = sorted(dataset)
    return try kept.split(
      validationFraction: configuration.validationShare, seed: seed,
      settings: ["detector": try Console.json(configuration)], groups: groups)
  }

  /// A data set without the good photographs that are not like the others, each of which is named, and which of the rest
  /// show the same thing.
  func sorted(_ dataset: Dataset) -> (kept: Dataset, groups: [[String]]) {
    let audit = PhotographAudit(of: dataset.goodPhotographs)
    return (leavingOut(audit.odd, of: dataset), audit.groups)
  }

  /// A data set without the good photographs that are not like the others, each of which is named.
  func withoutOdd(_ dataset: Dataset) -> Dataset {
    leavingOut(PhotographAudit(of: dataset.goodPhotographs, comparing: false).odd, of: dataset)
  }

  private func leavingOut(_ odd: [PhotographAudit.Odd], of dataset: Dataset) -> Dataset {
    for photograph in odd { Console.note("left out: \(photograph.id) is \(photograph.reason)") }
    return dataset.leavingOut(odd.map(\.id))
  }

  /// The test photographs that are known to be good or defective, but for those that a model's samples come from.
  /// - Parameter learned: digests of the photographs that the samples' generator has learned from.
  func testItems(of dataset: Dataset, but learned: [String]) throws -> [DatasetItem] {
    let items = dataset.test.filter { $0.label != .unknown }
    guard !items.isEmpty else {
      throw UserError(
        "\(dataset.root.path): no test photographs; put good ones in test/good and defective ones in test/<type>")
    }
    let known = Set(learned)
    if known.isEmpty { return items }
    let digests = try concurrentMap(items) { try SHA256.hexDigest(ofFile: $0.image) }
    let left = zip(items, digests).filter { !known.contains($1) }.map(\.0)
    guard left.contains(where: { $0.label == .anomalous }) || !items.contains(where: { $0.label == .anomalous }) else {
      throw UserError(
        "\(dataset.root.path): the samples' generator has learned from all defective test photographs; measure on others"
      )
    }
    if left.count < items.count, !quiet {
      Console.note(
        "test photographs left out, as the samples' generator has learned from them: \(items.count - left.count)")
    }
    return left
  }

  /// Names the test photographs that are training photographs of the same data set, too: a model that has learned from
  /// them is measured better than it is.
  /// - Parameter strict: whether that is a reason not to begin.
  func nameLearned(_ items: [DatasetItem], of dataset: Dataset, strict: Bool) throws {
    func digests(_ items: [DatasetItem]) -> [String?] {
      concurrentMap(items) { try? SHA256.hexDigest(ofFile: $0.image) }
    }
    let learned = Set(digests(dataset.train + dataset.validation).compactMap { $0 })
    let copies = zip(items, digests(items)).filter { $1.map(learned.contains) ?? false }.map(\.0.id)
    guard !copies.isEmpty else { return }
    let message = "among the training photographs, too, which `blemish run` leaves out and `blemish train` does not"
    let names = copies.prefix(4).joined(separator: ", ") + (copies.count > 4 ? " and \(copies.count - 4) more" : "")
    if strict { throw UserError("\(names): \(message); remove them from one part") }
    Console.note("warning: \(names): \(message)")
  }
}
