import Datasets
import Foundation
import Imaging
import Randomness
import Torch

/// The fixed images of a training, as descriptors: computed once, kept in half precision.
struct TrainingSet {
  /// Good images that fill the memories, and the same under another day's conditions where these are learned, too.
  let good: PatchDescriptors
  /// Their matches without their own photographs' vectors.
  let goodMatch: MemoryBank.Match
  /// The photograph that each good image shows, or is a tile of.
  let goodSources: [String]
  /// 0 for those that show it as it is, 1 as another day would.
  let goodShowings: [Int]
  /// Where each good image lies on the canvas, and the product on it.
  let goodViews: [CanvasView]
  let memory: MemoryBank
  let statistics: HeadStatistics
  /// How much each memory says.
  let weights: [Double]
  /// Synthetic samples, real defects and decoys; `nil` where no head is trained.
  private let defective: DefectiveImages?
  /// Folder of the synthetic samples.
  let folder: String

  /// Where all of it is.
  var device: Device { good.fine.device }
  /// Synthetic samples, then real defects, then decoys.
  var samples: PatchDescriptors? { defective?.descriptors }
  /// Samples are matched without the vectors of the photographs they were made on.
  var sampleMatch: MemoryBank.Match? { defective?.match }
  /// Share of each fine cell's area that a defect covers, `[N, 1, 2G, 2G]`.
  var coverage: Tensor? { defective?.coverage }
  /// The same of the defect's visible extent.
  var visible: Tensor? { defective?.visible }
  /// How the synthetic samples were made, in their order.
  var records: [SampleRecord] { defective?.records ?? [] }
  /// Which of `samples` are real defects.
  var defects: Range<Int> { defective?.defects ?? 0..<0 }
  /// Which of `samples` are decoys: good, but drawn by the same hands as samples.
  var decoys: Range<Int> { defective?.decoys ?? 0..<0 }

  /// What a training set is made of.
  struct Material {
    /// Good images to learn from; more than the configuration asks for are sampled down.
    let views: [PhotographView]
    /// Ids of photographs that show the same thing.
    let groups: [[String]]
    /// Synthetic samples on these photographs; those on others are left out.
    let samples: SampleSet?
    /// Real defects, looked at only where weights are learned: to judge by, never to train the head on.
    let defects: [DatasetItem]
  }

  /// - Parameters:
  ///   - reader: describes images on the detector's canvas.
  ///   - finder: tells the product from what lies around it.
  ///   - progress: called with the images done and their number.
  init(
    _ material: Material, reader: DescriptorReader, finder: ProductFinder, configuration: DetectorConfiguration,
    seed: UInt64, progress: (Int, Int) -> Void, isCancelled: () -> Bool
  ) throws {
    var stream = RandomStream(seed: seed, key: "detector/memory")
    let chosen = Self.spread(stream.shuffled(material.views), count: configuration.memoryImages)
    let views = try DefectiveImages.Views(material, configuration)
    let shown = GoodImages(
      chosen, groups: material.groups, days: configuration.varied ? .together : .none, seed: seed)
    let total = shown.count + views.count
    (good, goodViews) = try reader.read(
      shown.count, progress: { progress($0, total) }, isCancelled: isCancelled, image: { try shown.image($0) },
      note: {
        CanvasView(of: $0, on: reader.canvas, finder: finder, besideWeight: configuration.besideWeight)
      })
    memory = MemoryBank(
      good, of: shown.owners, configuration: configuration, from: Generator(seed: stream.next()))
    goodMatch = memory.matchAll(good, owners: shown.owners)
    statistics = HeadStatistics(good, goodMatch, memory)
    (goodSources, goodShowings) = (shown.sources, shown.showings)
    folder = material.samples?.folder.standardizedFileURL.path ?? ""
    defective =
      try views.isEmpty
      ? nil
      : DefectiveImages(
        views, reader: reader, memory: memory, photographs: shown.photographs, configuration: configuration,
        seed: seed, progress: { progress(shown.count + $0, total) }, isCancelled: isCancelled)
    weights = MemoryRehearsal(statistics, memory).weights(
      good: goodMatch.distances, defective: defective?.match.distances, samples: defective?.records.count ?? 0,
      showsObject: finder.showsObject)
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
}
