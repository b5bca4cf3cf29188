import Foundation
import Imaging
import Synchronization

extension SampleSet {
  /// Writes the samples in a layout that other programs read, on all cores. What is there already is kept, so an export
  /// that was interrupted, or whose set has grown, goes on. Pictures are hard links to those of the set where the disk
  /// is the same; good photographs are copies.
  /// - Parameters:
  ///   - good: good photographs to lie beside the samples, named as their files, or numbered where names repeat.
  ///   - progress: called with (pictures done, pictures in all), one call at a time, from any thread.
  ///   - isCancelled: asked before each picture; true stops the export.
  /// - Throws: `DatasetError`, `ImagingError`.
  public func export(
    as format: ExportFormat, to folder: URL, good: GoodPhotographs? = nil,
    progress: (@Sendable (Int, Int) -> Void)? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws {
    let kinds = Set(records.map(\.kind)).sorted()
    let run = ExportRun(
      origin: try ExportOrigin(format, of: self), folder: ExportFolder(root: folder),
      pictures: samplePictures() + (good?.pictures ?? []), progress: progress, isCancelled: isCancelled)
    switch format {
    case .mvtec:
      try Self.checkFolders(of: kinds)
      try run(MVTecExporter(folder: run.folder, kinds: kinds))
    case .coco: try run(COCOExporter(folder: run.folder, kinds: kinds, usesPolygons: false))
    case .cocoPolygons: try run(COCOExporter(folder: run.folder, kinds: kinds, usesPolygons: true))
    case .yolo: try run(YOLOExporter(folder: run.folder, kinds: kinds))
    }
  }

  /// - Throws: `DatasetError.invalidArgument` for a kind of defect that makes no folder, or one that would be read as
  ///   something else.
  private static func checkFolders(of kinds: [String]) throws {
    for kind in kinds {
      let reason =
        kind.contains("/") || kind.hasPrefix(".")
        ? "a name with a slash or a leading dot makes no folder"
        : FolderNames.isGood(kind) ? "its folder would be taken for one of good photographs" : nil
      if let reason { throw DatasetError.invalidArgument(name: "the defect type \(kind)", reason: reason) }
    }
  }

  private func samplePictures() -> [ExportedPicture] {
    let names = DistinctNames.of(
      records.map { record in
        let name = record.id.replacingOccurrences(of: "/", with: "-")
        return .init(short: name, full: GoodPhotographs.claims(name) ? "sample-\(name)" : name)
      }, isFree: { !GoodPhotographs.claims($0) })
    return zip(records, names).map { record, name in
      ExportedPicture(name: name, content: .sample(image: url(record.image), mask: url(record.mask), kind: record.kind))
    }
  }
}

extension GoodPhotographs {
  /// How the names of good photographs begin, and those of samples do not.
  private static let prefix = "good-"

  /// Whether a good photograph could be called so, on a disk that does not tell capital letters from small ones either.
  fileprivate static func claims(_ name: String) -> Bool { DistinctNames.key(name).hasPrefix(prefix) }

  fileprivate var pictures: [ExportedPicture] {
    let names = items.map { ($0.image.lastPathComponent as NSString).deletingPathExtension }
    let areUnique = Set(names.map(DistinctNames.key)).count == names.count
    return items.enumerated().map { index, item in
      let name = areUnique ? names[index] : String(format: "%06d", index)
      return ExportedPicture(name: Self.prefix + name, content: .good(item.image, side: side))
    }
  }
}

/// The course of one export, the same for every layout.
private struct ExportRun: Sendable {
  let origin: ExportOrigin
  let folder: ExportFolder
  let pictures: [ExportedPicture]
  let progress: (@Sendable (Int, Int) -> Void)?
  let isCancelled: (@Sendable () -> Bool)?

  func callAsFunction<Exporter: PictureExporter>(_ exporter: Exporter) throws {
    try origin.claim(folder, topLevel: Exporter.topLevel)
    for path in exporter.folders { try folder.create(path) }
    let state = Mutex((done: 0, hasFailed: false))
    let results = concurrentMap(pictures) { picture -> Result<Exporter.Note, any Error> in
      Result {
        guard !state.withLock({ $0.hasFailed }), isCancelled?() != true else { throw DatasetError.cancelled }
        do {
          let note = try exporter.add(picture)
          state.withLock {
            $0.done += 1
            progress?($0.done, pictures.count)
          }
          return note
        } catch {
          state.withLock { $0.hasFailed = true }
          throw error
        }
      }
    }
    try exporter.finish(Self.values(results))
  }

  /// The values, or the first failure; that others stopped because of it is no news.
  private static func values<Value>(_ results: [Result<Value, any Error>]) throws -> [Value] {
    let failures = results.compactMap { result -> (any Error)? in
      guard case .failure(let error) = result else { return nil }
      return error
    }
    if let error = failures.first(where: { ($0 as? DatasetError) != .cancelled }) ?? failures.first { throw error }
    return try results.map { try $0.get() }
  }
}
