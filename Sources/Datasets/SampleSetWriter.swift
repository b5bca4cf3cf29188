import Foundation
import Imaging

/// Writes a sample set so that it survives being killed, can be resumed, and can be made in shards.
///
/// Each record is appended, as one write of one whole line, to a journal beside the manifest once its files are on
/// disk. `finish()` merges all journals with what the manifest already holds, sorts by id and replaces the manifest
/// atomically, so equal records give equal bytes whatever the order, threads, shards or interruptions.
public final class SampleSetWriter: @unchecked Sendable {
  static let journalPrefix = ".journal-"

  /// The set's folder.
  public let folder: URL
  /// Records that were complete when the writer was opened, by id.
  public let existing: [String: SampleRecord]

  private let lock = NSLock()
  private let journal: URL
  private let handle: FileHandle

  /// Opens a folder for writing and creates it, with the folders `images` and `masks`, where needed.
  ///
  /// - Parameters:
  ///   - folder: The set's folder.
  ///   - shard: A name of its own for each process that writes to the folder at the same time.
  /// - Throws: `DatasetError.unwritable`, `.malformedLine`.
  public init(folder: URL, shard: String = "main") throws {
    precondition(!shard.isEmpty && !shard.contains("/"), "a shard's name is a file name")
    self.folder = folder
    journal = folder.appendingPathComponent("\(Self.journalPrefix)\(shard).jsonl")
    let manager = FileManager.default
    do {
      for name in ["images", "masks"] {
        try manager.createDirectory(at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
      }
    } catch { throw DatasetError.unwritable(path: folder.path, reason: error.localizedDescription) }
    existing = try Self.merged(folder).filter { Self.isComplete($1, in: folder) }
    handle = try Self.openJournal(journal)
  }

  /// Whether a sample was complete when the writer was opened.
  public func contains(_ id: String) -> Bool { existing[id] != nil }

  /// Appends a record whose files are on disk already. May be called from any thread.
  ///
  /// - Throws: `DatasetError.unwritable`, `.invalidArgument`.
  public func append(_ record: SampleRecord) throws {
    let line = try record.jsonLine() + Data("\n".utf8)
    lock.lock()
    defer { lock.unlock() }
    do { try handle.write(contentsOf: line) } catch {
      throw DatasetError.unwritable(path: journal.path, reason: error.localizedDescription)
    }
  }

  /// Writes the manifest and removes the writer's journal; the writer cannot be used afterwards.
  ///
  /// - Throws: `ImagingError.unwritable`, `DatasetError.malformedLine`.
  public func finish() throws -> SampleSet {
    lock.lock()
    defer { lock.unlock() }
    try? handle.close()
    let records = try Self.merged(folder).values.filter { Self.isComplete($0, in: folder) }
    let set = SampleSet(folder: folder, records: Array(records))
    try Manifest.write(set)
    try? FileManager.default.removeItem(at: journal)
    return set
  }

  /// Opens the journal at its end, after cutting off a line that an interruption left incomplete.
  private static func openJournal(_ journal: URL) throws -> FileHandle {
    let manager = FileManager.default
    if !manager.fileExists(atPath: journal.path), !manager.createFile(atPath: journal.path, contents: nil) {
      throw DatasetError.unwritable(path: journal.path, reason: "the file cannot be created")
    }
    do {
      let handle = try FileHandle(forUpdating: journal)
      let bytes = try handle.readToEnd() ?? Data()
      let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      try handle.truncate(atOffset: UInt64(whole))
      try handle.seekToEnd()
      return handle
    } catch { throw DatasetError.unwritable(path: journal.path, reason: error.localizedDescription) }
  }

  /// All records of the folder by id. Journals are read before the manifest: a shard that finishes in between removes
  /// its journal only after the manifest holds its records.
  private static func merged(_ folder: URL) throws -> [String: SampleRecord] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    var records: [SampleRecord] = []
    for name in names.sorted() where name.hasPrefix(journalPrefix) {
      let url = folder.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: url.path) else { continue }
      records += try Manifest.read(url, allowsPartialLastLine: true)
    }
    let manifest = folder.appendingPathComponent(SampleSet.manifestName)
    if FileManager.default.fileExists(atPath: manifest.path) {
      records = try Manifest.read(manifest, allowsPartialLastLine: false) + records
    }
    return Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { _, newer in newer })
  }

  /// Whether a sample's files are there; after a power cut some are empty.
  private static func isComplete(_ record: SampleRecord, in folder: URL) -> Bool {
    [record.image, record.mask, record.decoy].compactMap { $0 }.allSatisfy { path in
      var status = stat()
      return stat(folder.appendingPathComponent(path).path, &status) == 0 && status.st_size > 0
    }
  }
}
