import Foundation
import Imaging

/// The folder that an export is written to.
struct ExportFolder: Sendable {
  let root: URL

  /// Makes a folder below the root.
  func create(_ path: String) throws {
    let url = root.appendingPathComponent(path)
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      throw DatasetError.unwritable(path: url.path, reason: error.localizedDescription)
    }
  }

  /// Puts a sample's file at `path` as a hard link, so that it takes no room; as a copy on another disk.
  func link(_ source: URL, to path: String) throws {
    let url = root.appendingPathComponent(path)
    if Foundation.link(source.path, url.path) == 0 || isSameFile(source, url) { return }
    try copy(source, to: path)
  }

  /// Puts a picture at `path` without its extension, which is that of its file, or of a resized copy.
  /// - Returns: the path with the extension.
  func put(_ content: ExportedPicture.Content, at path: String) throws -> String {
    switch content {
    case .sample(let image, _, _):
      let name = "\(path).\(image.pathExtension)"
      try link(image, to: name)
      return name
    case .good(let photograph, side: let side?):
      let name = path + ".png"
      try write(Image.read(photograph).resized(width: side, height: side).pngData(), to: name)
      return name
    case .good(let photograph, side: nil):
      let name = "\(path).\(photograph.pathExtension)"
      try copy(photograph, to: name)
      return name
    }
  }

  /// Writes one of many files, unless the same is there already.
  func write(_ data: Data, to path: String, durable: Bool = false) throws {
    let url = root.appendingPathComponent(path)
    if (try? Data(contentsOf: url)) == data { return }
    try AtomicFile.write(data, to: url, durable: durable)
  }

  private func copy(_ source: URL, to path: String) throws {
    let data: Data
    do { data = try Data(contentsOf: source) } catch {
      throw DatasetError.unreadableFile(path: source.path, reason: error.localizedDescription)
    }
    try write(data, to: path)
  }

  /// Whether two names are those of one file.
  private func isSameFile(_ a: URL, _ b: URL) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(a.path, &first) == 0 && stat(b.path, &second) == 0 && first.st_dev == second.st_dev
      && first.st_ino == second.st_ino
  }
}

/// What a folder was exported from, kept in it so that nothing else is mixed in.
struct ExportOrigin: Codable, Equatable {
  static let name = "export.json"

  let format: ExportFormat
  /// The way in which this version names and draws; another one's folder is not gone on with.
  let version: Int
  /// SHA-256 of the settings of the set, or of its manifest where it has none.
  let samples: String

  init(_ format: ExportFormat, of set: SampleSet) throws {
    (self.format, version) = (format, 2)
    let files = ["synthesis.json", SampleSet.manifestName].map(set.url)
    let file = files.first { FileManager.default.fileExists(atPath: $0.path) } ?? files[1]
    do { samples = SHA256.hexDigest(of: try Data(contentsOf: file)) } catch {
      throw DatasetError.unreadableFile(path: file.path, reason: error.localizedDescription)
    }
  }

  /// Marks a new folder, or finds the mark of an equal export.
  /// - Throws: `DatasetError.occupied` where the folder holds anything of the layout from elsewhere.
  func claim(_ folder: ExportFolder, topLevel: [String]) throws {
    try folder.create("")
    let url = folder.root.appendingPathComponent(Self.name)
    if let data = try? Data(contentsOf: url) {
      guard let former = try? JSONDecoder().decode(Self.self, from: data), former == self else {
        throw DatasetError.occupied(path: folder.root.path, by: "another export")
      }
      return
    }
    if let name = topLevel.first(where: {
      FileManager.default.fileExists(atPath: folder.root.appendingPathComponent($0).path)
    }) {
      throw DatasetError.occupied(path: folder.root.path, by: name)
    }
    try folder.write(JSONEncoder().encode(self), to: Self.name, durable: true)
  }
}
