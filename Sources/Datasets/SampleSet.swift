import Foundation
import Imaging

/// A folder of synthetic samples: images, masks and `manifest.jsonl`.
public struct SampleSet: Sendable {
  /// The manifest's file name.
  public static let manifestName = "manifest.jsonl"

  /// The folder.
  public let folder: URL
  /// The samples in natural order of their ids.
  public let records: [SampleRecord]

  /// Opens a sample set; images and masks are not opened.
  ///
  /// - Throws: `DatasetError.unreadableFile`; `.malformedLine` for a line that is no record, repeats an id, or names a
  ///   file outside the folder.
  public static func open(_ folder: URL) throws -> SampleSet {
    let manifest = folder.appendingPathComponent(manifestName)
    return SampleSet(folder: folder, records: try Manifest.read(manifest, allowsPartialLastLine: false))
  }

  init(folder: URL, records: [SampleRecord]) {
    self.folder = folder
    self.records = records.naturallySorted(by: \.id)
  }

  /// The same set with other records about the same files; the manifest is replaced atomically.
  ///
  /// - Throws: `ImagingError.unwritable`; `DatasetError.invalidArgument` for a number that is not finite.
  public func rewritten(_ records: [SampleRecord]) throws -> SampleSet {
    let set = SampleSet(folder: folder, records: records)
    try Manifest.write(set)
    return set
  }

  /// The samples that fulfil a condition as a set, in memory; nothing is written.
  public func filtered(_ isIncluded: (SampleRecord) throws -> Bool) rethrows -> SampleSet {
    SampleSet(folder: folder, records: try records.filter(isIncluded))
  }

  /// Samples of several sets as one, in memory; nothing is written. Its folder is the nearest that all sets lie in, ids and
  /// paths get what leads from there in front.
  /// - Parameter parts: at least one set, each with the number of its samples to take, evenly spread over their order; all
  ///   where nil, or where it has fewer.
  public static func union(_ parts: [(set: SampleSet, count: Int?)]) -> SampleSet {
    let paths = parts.map { $0.set.folder.standardizedFileURL.pathComponents }
    var shared = paths[0]
    for path in paths { while !path.starts(with: shared) { shared.removeLast() } }
    let records = zip(parts, paths).flatMap { part, path -> [SampleRecord] in
      let prefix = path.dropFirst(shared.count).map { $0 + "/" }.joined()
      let (all, wanted) = (part.set.records, min(part.count ?? .max, part.set.records.count))
      return (0..<wanted).map { index in
        let record = all[index * all.count / wanted]
        var moved = record
        (moved.id, moved.image) = (prefix + record.id, prefix + record.image)
        (moved.mask, moved.coverage) = (prefix + record.mask, record.coverage.map { prefix + $0 })
        moved.decoy = record.decoy.map { prefix + $0 }
        return moved
      }
    }
    let folder = shared.dropFirst().reduce(URL(fileURLWithPath: "/")) { $0.appendingPathComponent($1) }
    return SampleSet(folder: folder, records: records)
  }

  /// The file of a path in a record.
  public func url(_ path: String) -> URL { folder.appendingPathComponent(path) }
}

/// Reading and writing of manifest files.
enum Manifest {
  static func write(_ set: SampleSet) throws {
    var data = Data()
    for record in set.records { data += try record.jsonLine() + Data("\n".utf8) }
    try AtomicFile.write(data, to: set.folder.appendingPathComponent(SampleSet.manifestName))
  }

  static func read(_ url: URL, allowsPartialLastLine: Bool) throws -> [SampleRecord] {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw DatasetError.unreadableFile(path: url.path, reason: error.localizedDescription)
    }
    var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let last = lines.removeLast()
    if !last.isEmpty, !allowsPartialLastLine { lines.append(last) }
    var ids: Set<String> = []
    let decoder = JSONDecoder()
    return try lines.enumerated().filter { !$1.isEmpty }.map { number, line in
      let record: SampleRecord
      do { record = try decoder.decode(SampleRecord.self, from: line) } catch {
        throw DatasetError.malformedLine(path: url.path, line: number + 1, reason: "no sample record: \(error)")
      }
      for path in [record.image, record.mask, record.coverage, record.decoy].compactMap({ $0 }) where !isInside(path) {
        throw DatasetError.malformedLine(path: url.path, line: number + 1, reason: "\(path) leads out of the folder")
      }
      guard ids.insert(record.id).inserted || allowsPartialLastLine else {
        throw DatasetError.malformedLine(path: url.path, line: number + 1, reason: "the id \(record.id) is repeated")
      }
      return record
    }
  }

  static func isInside(_ path: String) -> Bool {
    !path.hasPrefix("/") && !path.isEmpty && !path.split(separator: "/").contains("..")
  }
}
