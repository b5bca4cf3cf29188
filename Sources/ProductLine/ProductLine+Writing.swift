import Foundation
import Imaging
import Synchronization

extension ProductLine {
  /// How many pictures a data set has.
  public struct Counts: Codable, Equatable, Sendable {
    /// Flawless parts to train on.
    public var train: Int
    /// Flawless parts to test on.
    public var testGood: Int
    /// Parts with defects to test on, dealt evenly to the product's defect types.
    public var testDefective: Int

    /// Counts of pictures, none negative.
    public init(train: Int, testGood: Int, testDefective: Int) {
      precondition(min(train, testGood, testDefective) >= 0, "counts are not negative")
      (self.train, self.testGood, self.testDefective) = (train, testGood, testDefective)
    }

    /// What `make demo` uses.
    public static let demo = Counts(train: 160, testGood: 20, testDefective: 30)
  }

  /// Writes a data set in the layout of MVTec AD and returns its folder, `root/<product>`.
  ///
  /// Pictures that are there already are replaced. Uses all cores; the files do not depend on how many there are.
  /// - Parameters:
  ///   - root: the folder that receives the product's folder; made if it is missing.
  ///   - progress: called with (pictures done, pictures in all), one call at a time, from any thread.
  /// - Throws: `ImagingError` or `CocoaError` naming the file or folder that could not be written.
  @discardableResult
  public func write(
    to root: URL, counts: Counts = .demo, progress: (@Sendable (Int, Int) -> Void)? = nil
  ) throws -> URL {
    let folder = root.appendingPathComponent(product.rawValue, isDirectory: true)
    let jobs = jobs(counts)
    for path in Set(jobs.flatMap(\.folders)) {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(path, isDirectory: true), withIntermediateDirectories: true)
    }
    let state = Mutex((done: 0, failure: (any Error)?.none))
    Concurrency.perform(jobs.count) { index in
      guard state.withLock({ $0.failure == nil }) else { return }
      do {
        try write(jobs[index], to: folder)
        state.withLock {
          $0.done += 1
          progress?($0.done, jobs.count)
        }
      } catch { state.withLock { $0.failure = $0.failure ?? error } }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return folder
  }

  private enum Job: Sendable {
    case good(path: String, batch: String, index: Int)
    case defective(type: String, name: String, index: Int)

    var folders: [String] {
      switch self {
      case .good(let path, _, _): [(path as NSString).deletingLastPathComponent]
      case .defective(let type, _, _): ["test/\(type)", "ground_truth/\(type)"]
      }
    }
  }

  private func jobs(_ counts: Counts) -> [Job] {
    func name(_ index: Int) -> String { String(format: "%03d", index) }
    let train = (0..<counts.train).map { Job.good(path: "train/good/\(name($0)).png", batch: "train", index: $0) }
    let test = (0..<counts.testGood).map { Job.good(path: "test/good/\(name($0)).png", batch: "test", index: $0) }
    let types = product.defectTypes
    let defective = (0..<counts.testDefective).map { index in
      Job.defective(type: types[index % types.count], name: name(index / types.count), index: index / types.count)
    }
    return train + test + defective
  }

  private func write(_ job: Job, to folder: URL) throws {
    switch job {
    case .good(let path, let batch, let index):
      try save(goodPart(index, batch: batch).pngData(), folder.appendingPathComponent(path))
    case .defective(let type, let name, let index):
      let part = defectivePart(index, type: type)
      try save(part.image.pngData(), folder.appendingPathComponent("test/\(type)/\(name).png"))
      try save(part.mask.pngData(), folder.appendingPathComponent("ground_truth/\(type)/\(name)_mask.png"))
    }
  }

  private func save(_ data: Data, _ url: URL) throws { try AtomicFile.write(data, to: url, durable: false) }
}
