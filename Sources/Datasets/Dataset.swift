import Foundation

/// The photographs of one product: which may be learned from, which are for testing, and where their masks are.
///
/// Opening a data set lists folders and lists; it decodes no photograph. The one exception are folders whose masks
/// alone tell good from bad (see `DatasetLayout.folder`): there the masks are read.
public struct Dataset: Sendable {
  /// The data set's folder, or its `.csv` list.
  public let root: URL
  /// How it lies on disk.
  public let layout: DatasetLayout
  /// All photographs in natural order of their ids.
  public let items: [DatasetItem]
  /// What was wrong with names and pairing; `DatasetValidator` also opens the files.
  public let problems: [DatasetProblem]

  /// Opens a data set.
  ///
  /// - Parameters:
  ///   - root: The folder of one product, or a `.csv` list.
  ///   - layout: The layout; detected when `nil`.
  /// - Throws: `DatasetError` when there is no such folder, it holds several products, or a list is malformed.
  public static func open(_ root: URL, layout: DatasetLayout? = nil) throws -> Dataset {
    let root = root.absoluteURL.standardizedFileURL
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder) else {
      throw DatasetError.notFound(path: root.path)
    }
    guard isFolder.boolValue else {
      guard layout == .csv || root.pathExtension.lowercased() == "csv" else {
        throw DatasetError.notFound(path: root.path)
      }
      return Dataset(root: root, layout: .csv, reading: try ListReader(list: root).read())
    }
    let tree = try TreeFolder(root)
    let layout = try layout ?? .detect(tree)
    let reading =
      switch layout {
      case .mvtec, .btad, .visaPyTorch: try TreeReader(root: tree).read()
      case .visa: try VisAReader(root: tree).read()
      case .folder: try FolderReader(root: tree).read()
      case .csv: try ListReader(folder: tree).read()
      }
    return Dataset(root: root, layout: layout, reading: reading)
  }

  init(root: URL, layout: DatasetLayout, reading: LayoutReading) {
    self.root = root
    self.layout = layout
    self.items = reading.items.naturallySorted(by: \.id)
    self.problems = (reading.problems + Self.pairingProblems(items)).sorted()
  }

  private init(root: URL, layout: DatasetLayout, items: [DatasetItem], problems: [DatasetProblem]) {
    self.root = root
    self.layout = layout
    self.items = items
    self.problems = problems
  }

  /// The data set without some photographs.
  public func leavingOut(_ ids: some Sequence<String>) -> Dataset {
    let ids = Set(ids)
    return Dataset(root: root, layout: layout, items: items.filter { !ids.contains($0.id) }, problems: problems)
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
