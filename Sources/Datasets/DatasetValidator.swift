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

  private func duplicateProblems(_ inspections: [ItemInspection]) -> [DatasetProblem] {
    let copies = Dictionary(grouping: inspections.filter { $0.digest != nil }) { $0.digest! }.values
    return copies.filter { $0.count > 1 }.map { group in
      let tested = Set(group.map { $0.item.split == .test })
      let leaks = tested.count == 2
      return DatasetProblem(
        leaks ? .error : .note, leaks ? .leak : .duplicate, files: group.map(\.item.id),
        message: leaks
          ? "the same file in training and test data; measures on it mean nothing, remove one"
          : "the same file \(group.count) times")
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

/// What opening one item's files showed.
private struct ItemInspection: Sendable {
  let item: DatasetItem
  private(set) var header: ImageHeader?
  private(set) var digest: String?
  private(set) var problems: [DatasetProblem] = []

  init(_ item: DatasetItem, limits: DecodeLimits) {
    self.item = item
    do {
      // The header alone tells the size; decoding shows whether the file is whole.
      header = try ImageHeader.read(item.image)
      _ = try Image.read(item.image, limits: limits)
      digest = try SHA256.hexDigest(ofFile: item.image)
    } catch { report(error, file: item.id) }
    inspectMasks(limits)
  }

  private mutating func inspectMasks(_ limits: DecodeLimits) {
    var (area, readable) = (0, true)
    for url in item.masks {
      let name = path(of: url)
      do {
        let image = try Image.read(url, limits: limits)
        area += Mask(image).area
        let values = image.distinctValuesAboveZero
        if values.count > 1 {
          add(.note, .multiValuedMask, name, "the mask has \(values.count) values above 0; each counts as defect")
        }
        if let header, (image.width, image.height) != (header.width, header.height) {
          add(
            .error, .maskSize, name,
            "the mask is \(image.width) × \(image.height) px, its image \(header.width) × \(header.height) px")
        }
      } catch {
        readable = false
        report(error, file: name)
      }
    }
    guard readable, !item.masks.isEmpty else { return }
    if area == 0, item.label == .anomalous {
      add(.error, .emptyMask, path(of: item.masks[0]), "the mask of an anomalous image is empty")
    }
    if area > 0, item.label == .good {
      add(.error, .maskOnGood, path(of: item.masks[0]), "the mask of a good image marks \(area) px as defect")
    }
  }

  /// The path relative to the root, which is what the image's path has before the item's id.
  private func path(of url: URL) -> String {
    guard item.image.path.hasSuffix(item.id) else { return url.path }
    let root = item.image.path.dropLast(item.id.count)
    return url.path.hasPrefix(root) ? String(url.path.dropFirst(root.count)) : url.path
  }

  private mutating func report(_ error: any Error, file: String) {
    if case ImagingError.tooLarge(_, let width, let height, let limit) = error {
      add(.error, .tooLarge, file, "claims \(width) × \(height) px, the limit is \(limit) px")
    } else {
      add(.error, .unreadableFile, file, (error as? ImagingError)?.reason ?? "\(error)")
    }
  }

  private mutating func add(
    _ severity: DatasetProblem.Severity, _ kind: DatasetProblem.Kind, _ file: String, _ message: String
  ) {
    problems.append(DatasetProblem(severity, kind, files: [file], message: message))
  }
}

extension ImagingError {
  /// What is wrong, without the file's name.
  fileprivate var reason: String {
    switch self {
    case .unreadable(_, let reason), .unknownFormat(_, let reason), .unsupported(_, let reason),
      .corrupt(_, let reason), .unwritable(_, let reason):
      reason
    case .tooLarge: description
    }
  }
}

extension Image {
  /// The different samples above 0 as codes of the image's bit depth, at most 256 bins of them.
  fileprivate var distinctValuesAboveZero: Set<Int> {
    var seen = [Bool](repeating: false, count: 256)
    for value in pixels where value > 0 { seen[max(1, min(255, Int((value * 255).rounded())))] = true }
    return Set(seen.indices.filter { seen[$0] })
  }
}
