import Foundation
import Imaging

/// Finds everything wrong with a data set at once, by opening every file of it.
public struct DatasetValidator: Sendable {
  /// Bounds on the images' sizes.
  public var limits: DecodeLimits

  /// A validator with bounds on the images' sizes.
  public init(limits: DecodeLimits = .default) { self.limits = limits }

  /// All problems, the worst first.
  ///
  /// - Parameters:
  ///   - dataset: The data set.
  ///   - splits: The parts whose files are opened and whose problems are told; training passes `[.train, .validation]` and so opens no test file.
  ///   - comparing: Whether good photographs for training are compared with one another, too: seconds for hundreds.
  public func problems(
    in dataset: Dataset, splits: Set<DatasetItem.Split> = [.train, .validation, .test], comparing: Bool = true
  ) -> [DatasetProblem] {
    let items = dataset.items.filter { splits.contains($0.split) }
    let inspections = concurrentMap(items) { ItemInspection($0, limits: limits) }
    let named = splits.contains(.test) ? dataset.problems : dataset.problems.filter { !$0.kind.concernsTestMasks }
    var problems = named + inspections.flatMap(\.problems)
    problems += countProblems(dataset, splits: splits)
    problems += mixtureProblems(inspections)
    problems += maskProblems(inspections, isAnswered: dataset.reading.masks != nil)
    problems += duplicateProblems(inspections)
    if comparing { problems += comparisonProblems(dataset.goodPhotographs.filter { splits.contains($0.split) }) }
    return problems.sorted()
  }

  private func countProblems(_ dataset: Dataset, splits: Set<DatasetItem.Split>) -> [DatasetProblem] {
    var problems: [DatasetProblem] = []
    let good = dataset.train.filter { $0.label == .good }
    if splits.contains(.train), good.count < 2 {
      problems.append(
        DatasetProblem(
          .error, .tooFewGood, files: good.map(\.id),
          message: good.isEmpty
            ? "no good training images; put them in train/good, in good, or straight in the folder"
            : "one good training image only; at least 2 are needed, 20 or more advisable"))
    }
    let labels = Set(dataset.test.map(\.label))
    if splits.contains(.test), !labels.isSuperset(of: [.good, .anomalous]) {
      let missing = labels.contains(.good) ? "anomalous" : labels.contains(.anomalous) ? "good" : "good or anomalous"
      problems.append(
        DatasetProblem(
          .note, .oneClassTest, files: [], message: "no \(missing) test images; most measures will be absent"))
    }
    return problems
  }

  private func mixtureProblems(_ inspections: [ItemInspection]) -> [DatasetProblem] {
    let headers = inspections.compactMap(\.header)
    var problems: [DatasetProblem] = []
    let sizes = Dictionary(grouping: headers) { "\($0.width) × \($0.height)" }.mapValues(\.count)
    if sizes.count > 1 {
      let listed = sizes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) (\($0.value))" }
      problems.append(
        DatasetProblem(
          .note, .mixedSizes, files: [],
          message:
            "images of \(sizes.count) sizes: \(DatasetError.abridged(listed, limit: 5)); all are resampled to one"))
    }
    let grey = headers.filter { $0.channels == 1 }.count
    if grey > 0, grey < headers.count {
      problems.append(
        DatasetProblem(
          .note, .mixedChannels, files: [],
          message: "\(grey) grey and \(headers.count - grey) colour images; grey ones are read as colour"))
    }
    return problems
  }

  /// Masks that mark most of their pictures: where most masks look inverted that has to be answered, else it is said.
  private func maskProblems(_ inspections: [ItemInspection], isAnswered: Bool) -> [DatasetProblem] {
    var problems: [DatasetProblem] = []
    let boxed = inspections.filter { $0.item.annotation?.hasBoxes ?? false }.map(\.item.id)
    if !boxed.isEmpty {
      problems.append(
        DatasetProblem(
          .note, .boxAnnotation, files: boxed,
          message: "annotated by boxes, which are coarser than defects; pixel measures suffer"))
    }
    let masked = inspections.filter { $0.markedShare != nil }
    let large = masked.filter { ($0.markedShare ?? 0) > 0.5 }
    guard !isAnswered, !large.isEmpty else { return problems }
    let mean = large.map { $0.markedShare ?? 0 }.reduce(0, +) / Double(large.count)
    // Large defects there are, too, but few of them run all along the border of their pictures.
    let isQuestion = 2 * large.count { $0.looksInverted } > masked.count
    return problems + [
      DatasetProblem(
        isQuestion ? .error : .warning, .invertedMask, files: large.map(\.item.id),
        message: """
          the masks mark \(Int((100 * mean).rounded())) % of the picture as defect; are they inverted? Say --defect-is dark \
          if so, --defect-is light if defects are that large
          """)
    ]
  }

  private func duplicateProblems(_ inspections: [ItemInspection]) -> [DatasetProblem] {
    let copies = Dictionary(grouping: inspections.filter { $0.digest != nil }) { $0.digest! }.values
    return copies.filter { $0.count > 1 }.map { group in
      let tested = Set(group.map { $0.item.split == .test })
      let leaks = tested.count == 2
      return DatasetProblem(
        leaks ? .warning : .note, leaks ? .leak : .duplicate, files: group.map(\.item.id),
        message: leaks
          ? "the same picture in training and test data; `run` trains without it"
          : "the same picture \(group.count) times")
    }
  }

  private func comparisonProblems(_ good: [DatasetItem]) -> [DatasetProblem] {
    let audit = PhotographAudit(of: good, limits: limits)
    let odd = audit.odd.map {
      DatasetProblem(.warning, .oddPhotograph, files: [$0.id], message: "\($0.reason); left out of training")
    }
    guard !audit.groups.isEmpty else { return odd }
    let files = Array(audit.groups.joined())
    return odd + [
      DatasetProblem(
        .note, .nearDuplicates, files: files,
        message: """
          \(files.count) good photographs in \(audit.groups.count) groups that show the same (copies, bursts, \
          overlapping crops); a group is kept on one side when data are parted
          """)
    ]
  }
}
