import Datasets
import Foundation
import Imaging
import Randomness
import Torch

/// The fixed images of a training, as descriptors: computed once, kept in half precision.
struct TrainingSet {
  /// Good images that fill the memory, and their matches without their own vectors.
  let good: PatchDescriptors
  let goodMatch: MemoryBank.Match
  /// The photograph that each good image shows, or is a tile of.
  let goodSources: [String]
  /// Synthetic samples, then real defects; samples are matched without the vectors of the photographs they were made on.
  let samples: PatchDescriptors?
  let sampleMatch: MemoryBank.Match?
  /// How the synthetic samples were made, in their order.
  let records: [SampleRecord]
  /// Which of `samples` are real defects.
  let defects: Range<Int>
  /// Which of `samples` are decoys: good, but drawn by the same hands as samples.
  let decoys: Range<Int>
  /// Folder of the synthetic samples.
  let folder: String
  /// Share of each fine cell's area that a defect covers, `[N, 1, 2G, 2G]`.
  let coverage: Tensor?
  /// The same of the defect's visible extent.
  let visible: Tensor?
  let memory: MemoryBank
  let statistics: HeadStatistics
  /// Where all of it is.
  var device: Device { good.fine.device }

  /// - Parameters:
  ///   - views: good images to learn from; more than the configuration asks for are sampled down.
  ///   - samples: synthetic samples on these photographs; those on others are left out.
  ///   - defects: real defects, looked at only where weights are learned: to judge by, never to train the head on.
  ///   - progress: called with the images done and their number.
  init(
    views: [PhotographView], samples set: SampleSet?, defects: [DatasetItem], describe: PatchDescriber,
    configuration: DetectorConfiguration, seed: UInt64, progress: (Int, Int) -> Void, isCancelled: () -> Bool
  ) throws {
    var stream = RandomStream(seed: seed, key: "detector/memory")
    let chosen = Self.spread(stream.shuffled(views), count: configuration.memoryImages)
    let records = Self.usable(set, among: views, limit: configuration.samples)
    try configuration.head.weights.check(records, in: set)
    let defects = configuration.head.weights == .learned ? defects : []
    let decoys = configuration.head.decoys > 0 ? records.filter { $0.decoy != nil } : []
    let total = chosen.count + records.count + defects.count + decoys.count
    var photographs: [String: Int] = [:]
    for view in chosen where photographs[view.item.id] == nil { photographs[view.item.id] = photographs.count }
    let owners = chosen.map { photographs[$0.item.id]! }
    let reader = DescriptorReader(describe: describe, side: configuration.side)
    good = try reader.read(chosen.count, progress: { progress($0, total) }, isCancelled: isCancelled) {
      try chosen[$0].image()
    }
    memory = MemoryBank(
      good.widened(), of: owners, size: configuration.memorySize, from: Generator(seed: stream.next()))
    goodMatch = Self.match(good, memory, owners: owners)
    statistics = HeadStatistics(good.widened(), goodMatch, memory)
    goodSources = chosen.map(\.item.id)
    folder = set?.folder.standardizedFileURL.path ?? ""
    guard let set, !records.isEmpty, configuration.head.steps > 0 else {
      (samples, sampleMatch, coverage, visible, self.records) = (nil, nil, nil, nil, [])
      (self.defects, self.decoys) = (0..<0, 0..<0)
      return
    }
    let files = Dictionary(views.map { ($0.item.id, $0.item.image) }) { first, _ in first }
    let sampled =
      try concurrentMap(records) {
        try SampleView($0, of: set, on: files[$0.source]!, tiling: configuration.tiling)
      }
      + concurrentMap(defects) { try SampleView($0, tiling: configuration.tiling) }
      + concurrentMap(decoys) { try SampleView(decoyOf: $0, of: set, tiling: configuration.tiling) }
    let described = try reader.read(
      sampled.count, progress: { progress(chosen.count + $0, total) }, isCancelled: isCancelled
    ) { try sampled[$0].image() }
    samples = described
    sampleMatch = Self.match(
      described, memory,
      owners: records.map { photographs[$0.source] ?? -1 } + defects.map { _ in -1 }
        + decoys.map { photographs[$0.source] ?? -1 })
    self.records = records
    self.defects = records.count..<records.count + defects.count
    self.decoys = self.defects.upperBound..<sampled.count
    let cells = 2 * describe.grid
    let covered = try SampleView.coverages(
      sampled, cells: cells, extent: VisibleExtent(share: configuration.head.visibleShare))
    coverage = Tensor(covered.flatMap(\.whole.values), [sampled.count, 1, cells, cells]).to(describe.device)
    visible = Tensor(covered.flatMap(\.visible.values), [sampled.count, 1, cells, cells]).to(describe.device)
  }

  /// The first views, but tiles of as many photographs as possible: a second tile of one comes after the first of all.
  private static func spread(_ views: [PhotographView], count: Int) -> [PhotographView] {
    var seen: [String: Int] = [:]
    let ranked = views.enumerated().map { position, view in
      seen[view.item.id, default: 0] += 1
      return (rank: seen[view.item.id]!, position: position)
    }
    let order = ranked.sorted { ($0.rank, $0.position) < ($1.rank, $1.position) }
    return order.prefix(count).map { views[$0.position] }
  }

  /// A sample on a photograph that is not learned from (a validation image) is passed over; of more than `limit`, as many
  /// are taken from all over the set, which may have been put together of several.
  private static func usable(_ set: SampleSet?, among views: [PhotographView], limit: Int) -> [SampleRecord] {
    guard let set else { return [] }
    let known = Set(views.map(\.item.id))
    let all = set.records.filter { known.contains($0.source) }
    let count = min(limit, all.count)
    return (0..<count).map { all[$0 * all.count / count] }
  }

  private static func match(_ all: PatchDescriptors, _ memory: MemoryBank, owners: [Int]) -> MemoryBank.Match {
    let count = owners.count
    var parts: [MemoryBank.Match] = []
    for start in stride(from: 0, to: count, by: 16) {
      let range = start..<min(count, start + 16)
      let batch = all.coarse.map { $0.slice(0, range).to(.float32) }
      parts.append(memory.match(batch, passingOver: Array(owners[range])))
    }
    return MemoryBank.Match(
      distances: Tensor.cat(parts.map(\.distances), 0),
      rows: all.coarse.indices.map { level in Tensor.cat(parts.map { $0.rows[level] }, 0) })
  }
}

/// Reads images and describes them, batch by batch.
struct DescriptorReader {
  let describe: PatchDescriber
  let side: Int

  /// The descriptors of `count` images in half precision; decoding runs on all cores.
  func read(
    _ count: Int, progress: (Int) -> Void, isCancelled: () -> Bool, image: @Sendable (Int) throws -> Image
  ) throws -> PatchDescriptors {
    var parts: [PatchDescriptors] = []
    for start in stride(from: 0, to: count, by: 8) {
      if isCancelled() { throw DetectionError.interrupted(checkpoint: nil) }
      let indices = Array(start..<min(count, start + 8))
      let images = try concurrentMap(indices, image)
      let batch = ImageBatch.tensor(images, side: side).to(describe.device)
      parts.append(withoutGradients { describe(batch).halved() })
      progress(start + indices.count)
    }
    return PatchDescriptors.concatenated(parts)
  }
}
