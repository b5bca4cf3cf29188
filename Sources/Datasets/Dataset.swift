import Foundation

/// The photographs of one product: which may be learned from, which are for testing, and where their masks are.
///
/// Opening a data set lists folders and reads lists and annotations. Pictures are decoded only where nothing else tells:
/// masks of photographs that no folder calls good or bad, pictures that may be either photograph or mask, and a few
/// training photographs of 16 bits, to see how many of these the camera uses.
public struct Dataset: Sendable {
  /// The data set's folder, or its `.csv` list.
  public let root: URL
  /// How it lies on disk.
  public let layout: DatasetLayout
  /// All photographs in natural order of their ids.
  public let items: [DatasetItem]
  /// What was wrong with names and pairing; `DatasetValidator` also opens the files.
  public let problems: [DatasetProblem]
  /// How it was read, with what was found out meanwhile.
  public let reading: DatasetReading

  /// Opens a data set.
  ///
  /// - Parameters:
  ///   - root: The folder of one product, or a `.csv` list.
  ///   - layout: The layout; detected when `nil`.
  ///   - reading: What the files do not say.
  /// - Throws: `DatasetError` when there is no such folder, it holds several products, or a list is malformed.
  public static func open(
    _ root: URL, layout: DatasetLayout? = nil, reading: DatasetReading = DatasetReading()
  ) throws -> Dataset {
    let root = root.absoluteURL.standardizedFileURL
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder) else {
      throw DatasetError.notFound(path: root.path)
    }
    guard isFolder.boolValue else {
      guard layout == .csv || ["csv", "tsv"].contains(root.pathExtension.lowercased()) else {
        throw DatasetError.notFound(path: root.path)
      }
      try refuseAnnotations(reading, .csv)
      return Dataset(
        root: root, layout: .csv, found: try ListReader(list: root, reading: reading).read(), reading: reading)
    }
    let tree = try TreeFolder(root)
    let layout = try layout ?? .detect(tree)
    if [.visa, .csv].contains(layout) { try refuseAnnotations(reading, layout) }
    let found =
      switch layout {
      case .mvtec, .btad, .visaPyTorch: try TreeReader(root: tree, reading: reading).read()
      case .visa: try VisAReader(root: tree, reading: reading).read()
      case .folder: try FolderReader(root: tree, reading: reading).read()
      case .csv: try ListReader(folder: tree, reading: reading).read()
      }
    return Dataset(root: root, layout: layout, found: found, reading: reading)
  }

  init(root: URL, layout: DatasetLayout, found: LayoutReading, reading: DatasetReading) {
    let sorted = found.items.naturallySorted(by: \.id)
    let alike = Dictionary(grouping: sorted, by: \.id).filter { $0.value.count > 1 }
    var seen: Set<String> = []
    let unique = sorted.filter { seen.insert($0.id).inserted }
    let known = unique.filter { $0.split != .test }
    let bits = reading.bits ?? UsedBits.find(in: (known.isEmpty ? unique : known).map(\.image))
    self.root = root
    self.layout = layout
    self.reading = DatasetReading(annotations: reading.annotations, masks: reading.masks, bits: bits)
    items = bits.map { bits in unique.map { $0.using(bits: bits) } } ?? unique
    problems =
      (found.problems + Self.pairingProblems(items) + alike.keys.map(Self.sameNames)
      + (reading.bits == nil ? Self.fewerBits(bits) : [])).sorted()
  }

  private init(
    root: URL, layout: DatasetLayout, items: [DatasetItem], problems: [DatasetProblem], reading: DatasetReading
  ) {
    self.root = root
    self.layout = layout
    self.items = items
    self.problems = problems
    self.reading = reading
  }

  /// The data set without some photographs.
  public func leavingOut(_ ids: some Sequence<String>) -> Dataset {
    let ids = Set(ids)
    return Dataset(
      root: root, layout: layout, items: items.filter { !ids.contains($0.id) }, problems: problems, reading: reading)
  }

  /// The data set without those photographs outside the test data that are among it, too, as problems of the kind
  /// `.leak` name them: measures on what was learned from would mean nothing.
  public func leavingOutLeaks(among problems: [DatasetProblem]) -> Dataset {
    let leaked = Set(problems.filter { $0.kind == .leak }.flatMap(\.files))
    return leavingOut(items.filter { $0.split != .test && leaked.contains($0.id) }.map(\.id))
  }

  /// The data set's name: the last component of its path, without an extension.
  public var name: String { root.deletingPathExtension().lastPathComponent }

  /// Photographs that may be learned from, defective ones included where the data set has them.
  public var train: [DatasetItem] { items.filter { $0.split == .train } }

  /// Photographs that the data set itself keeps for validation.
  public var validation: [DatasetItem] { items.filter { $0.split == .validation } }

  /// Photographs for evaluation only.
  public var test: [DatasetItem] { items.filter { $0.split == .test } }

  /// The kinds of defect in the test data, in natural order.
  public var defectTypes: [String] { Set(test.compactMap(\.defectType)).naturallySorted { $0 } }

  private static func refuseAnnotations(_ reading: DatasetReading, _ layout: DatasetLayout) throws {
    if let annotations = reading.annotations {
      throw DatasetError.invalidArgument(
        name: annotations.path, reason: "the \(layout.rawValue) layout names its masks itself; leave annotations out")
    }
  }

  private static func sameNames(_ id: String) -> DatasetProblem {
    DatasetProblem(
      .error, .sameName, files: [id], message: "several photographs of names that read the same; rename all but one")
  }

  /// What was found out about the bits in use, where these are not all.
  private static func fewerBits(_ bits: Int?) -> [DatasetProblem] {
    guard let bits, bits < 16 else { return [] }
    return [
      DatasetProblem(
        .note, .fewerBits, files: [],
        message: """
          the photographs use \(bits) of their 16 bits; \((1 << bits) - 1) is read as white (--bits 16 to read them as \
          they are)
          """)
    ]
  }

  /// Anomalous test images without a mask: each named where others have one, one note where none has.
  static func pairingProblems(_ items: [DatasetItem]) -> [DatasetProblem] {
    let anomalous = items.filter { $0.label == .anomalous && $0.split == .test }
    let bare = anomalous.filter(\.masks.isEmpty)
    if bare.isEmpty { return [] }
    if bare.count == anomalous.count {
      return [
        DatasetProblem(.note, .noMasks, files: [], message: "no defect has a mask; pixel measures will be absent")
      ]
    }
    return bare.map {
      DatasetProblem(
        .error, .imageWithoutMask, files: [$0.id],
        message: "an anomalous image without a mask, where others have one; it is left out of the pixel measures")
    }
  }
}
