import Datasets
import Foundation
import Imaging
import Physics
import Synchronization

/// How far a run has come.
public struct SynthesisProgress: Sendable {
  /// Samples finished, those of former runs included.
  public let done: Int
  /// Samples wanted.
  public let total: Int
  /// Samples a second in this run.
  public let rate: Double
  /// Seconds left at this rate; nil before the first sample.
  public let secondsLeft: Double?
}

/// One part of a run that several processes share: the samples whose index is `index` modulo `count`.
public struct Shard: Sendable, Equatable, Codable {
  /// 0 ..< count.
  public let index: Int
  /// Number of parts.
  public let count: Int
  /// The whole run.
  public static let all = Shard(index: 0, count: 1)

  /// A part of a run.
  public init(index: Int, count: Int) {
    precondition(count >= 1 && (0..<count).contains(index), "a shard is index 0 ..< count")
    (self.index, self.count) = (index, count)
  }
}

extension SampleSynthesizer {
  /// Writes the samples 0 ..< `count` into a folder, on all cores. Samples that are there already are kept, so a run
  /// that was interrupted goes on; files appear whole or not at all.
  /// - Parameters:
  ///   - photographs: good photographs.
  ///   - seed: the run seed.
  ///   - shard: the part of the samples to make; every shard of a run may work on one folder at the same time.
  ///   - progress: called after each sample, never twice at a time, from any thread.
  ///   - isCancelled: asked before each sample; true stops the run.
  /// - Throws: `SynthesisError`, `ImagingError`, `DatasetError`.
  @discardableResult
  public func synthesize(
    photographs: [DatasetItem], count: Int, seed: UInt64, to folder: URL, shard: Shard = .all,
    progress: (@Sendable (SynthesisProgress) -> Void)? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> SampleSet {
    guard !photographs.isEmpty else { throw SynthesisError.noPhotographs }
    guard count > 0 else { throw SynthesisError.invalidConfiguration(name: "count", reason: "\(count) is less than 1") }
    let settings = try SynthesisSettings(self, photographs: photographs, seed: seed)
    try settings.check(folder)
    let writer = try SampleSetWriter(folder: folder, shard: "\(shard.index + 1)-of-\(shard.count)")
    try settings.write(folder)
    let wanted = (0..<count).filter { $0 % shard.count == shard.index }
      .map { plan($0, photographs: photographs.count, seed: seed) }
    let missing = wanted.filter { !writer.contains($0.id) }
    let meter = ProgressMeter(done: wanted.count - missing.count, total: wanted.count, report: progress)
    try forEachConcurrently(batches(missing)) { batch in
      let item = photographs[batch[0].photograph]
      let surface = try self.surface(of: item, among: photographs)
      for plan in batch {
        if isCancelled?() == true { throw SynthesisError.cancelled }
        try self.write(self.sample(plan, source: item.id, surface: surface), to: writer)
        meter.advance()
      }
    }
    return try writer.finish()
  }

  private func write(_ sample: SyntheticSample, to writer: SampleSetWriter) throws {
    try writeFiles(of: sample, to: writer.folder)
    try writer.append(sample.record)
  }

  /// Writes picture, mask and, where there are any, coverage, decoy and trace of a sample to a set's folder.
  func writeFiles(of sample: SyntheticSample, to folder: URL) throws {
    try AtomicFile.write(sample.image.pngData(), to: folder.appendingPathComponent(sample.record.image), durable: false)
    try AtomicFile.write(sample.mask.pngData(), to: folder.appendingPathComponent(sample.record.mask), durable: false)
    if let path = sample.record.coverage {
      let data = try sample.coverage.image(bitDepth: 16).pngData()
      try AtomicFile.write(data, to: folder.appendingPathComponent(path), durable: false)
    }
    if let decoy = sample.decoy, let path = sample.record.decoy {
      let url = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try AtomicFile.write(decoy.pngData(), to: url, durable: false)
    }
    if !sample.trace.isEmpty {
      let steps = folder.appendingPathComponent("trace")
      try FileManager.default.createDirectory(at: steps, withIntermediateDirectories: true)
      let sheet = Image.contactSheet(sample.trace, columns: sample.trace.count)
      try AtomicFile.write(sheet.pngData(), to: steps.appendingPathComponent("\(sample.record.id).png"), durable: false)
    }
  }

  /// Plans of one photograph together, so that it is decoded and estimated once; at most 16, so that cores share them.
  private func batches(_ plans: [Plan]) -> [[Plan]] {
    Dictionary(grouping: plans, by: \.photograph).sorted { $0.key < $1.key }.flatMap { _, plans in
      stride(from: 0, to: plans.count, by: 16).map { Array(plans[$0..<min($0 + 16, plans.count)]) }
    }
  }
}

/// Counts finished samples and reports them one at a time.
private final class ProgressMeter: Sendable {
  private let state: Mutex<Int>
  private let former: Int
  private let total: Int
  private let start = ContinuousClock.now
  private let report: (@Sendable (SynthesisProgress) -> Void)?

  init(done: Int, total: Int, report: (@Sendable (SynthesisProgress) -> Void)?) {
    state = Mutex(done)
    (former, self.total, self.report) = (done, total, report)
  }

  func advance() {
    state.withLock { done in
      done += 1
      let elapsed = max(1e-6, (ContinuousClock.now - start) / .seconds(1))
      let rate = Double(done - former) / elapsed
      report?(SynthesisProgress(done: done, total: total, rate: rate, secondsLeft: Double(total - done) / rate))
    }
  }
}

/// Runs `work` for every element on all cores; after a failure no further element is begun and the first is thrown.
private func forEachConcurrently<Element: Sendable>(
  _ elements: [Element], _ work: @Sendable (Element) throws -> Void
) throws {
  let failure = Mutex<(index: Int, error: any Error)?>(nil)
  Concurrency.perform(elements.count) { index in
    guard failure.withLock({ $0 == nil }) else { return }
    do { try work(elements[index]) } catch {
      failure.withLock { if $0 == nil || index < $0!.index { $0 = (index, error) } }
    }
  }
  if let failure = failure.withLock({ $0 }) { throw failure.error }
}
