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
    let families = Set(records.map(\.family)).sorted()
    guard families.allSatisfy({ !$0.contains("/") && !$0.hasPrefix(".") }) else {
      throw DatasetError.invalidArgument(name: "family", reason: "a name with a slash or a leading dot makes no folder")
    }
    let run = ExportRun(
      origin: try ExportOrigin(format, of: self), folder: ExportFolder(root: folder),
      pictures: samplePictures() + (good?.pictures ?? []), progress: progress, isCancelled: isCancelled)
    switch format {
    case .mvtec: try run(MVTecExporter(folder: run.folder, families: families))
    case .coco: try run(COCOExporter(folder: run.folder, families: families, usesPolygons: false))
    case .cocoPolygons: try run(COCOExporter(folder: run.folder, families: families, usesPolygons: true))
    case .yolo: try run(YOLOExporter(folder: run.folder, families: families))
    }
  }

  private func samplePictures() -> [ExportedPicture] {
    records.map { record in
      ExportedPicture(
        name: record.id.replacingOccurrences(of: "/", with: "-"),
        content: .sample(image: url(record.image), mask: url(record.mask), family: record.family))
    }
  }
}

extension GoodPhotographs {
  fileprivate var pictures: [ExportedPicture] {
    let names = items.map { ($0.image.lastPathComponent as NSString).deletingPathExtension }
    let areUnique = Set(names).count == names.count
    return items.enumerated().map { index, item in
      let name = areUnique ? names[index] : String(format: "%06d", index)
      return ExportedPicture(name: "good-" + name, content: .good(item.image, side: side))
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
