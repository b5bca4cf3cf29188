import Datasets
import Imaging
import Torch

/// What a head learns defects from: synthetic samples, then real defects, then decoys.
struct DefectiveImages {
  let descriptors: PatchDescriptors
  let match: MemoryBank.Match
  let records: [SampleRecord]
  let defects: Range<Int>
  let decoys: Range<Int>
  /// Share of each fine cell's area that a defect covers, `[N, 1, 2G, 2G]`.
  let coverage: Tensor
  /// The same of the defect's visible extent.
  let visible: Tensor

  /// The images before they are read.
  struct Views {
    let all: [SampleView]
    let records: [SampleRecord]
    let defects: Int
    /// The photograph under each of `all`; `nil` for real defects.
    let sources: [String?]

    var count: Int { all.count }
    var isEmpty: Bool { records.isEmpty }

    /// - Throws: `DetectionError.noQuality`; `ImagingError` where a mask has to be read and cannot be.
    init(_ material: TrainingSet.Material, _ configuration: DetectorConfiguration) throws {
      let usable = Self.usable(material.samples, among: material.views, limit: configuration.samples)
      try configuration.head.weights.check(usable, in: material.samples)
      guard let set = material.samples, !usable.isEmpty, configuration.head.steps > 0 else {
        (all, records, defects, sources) = ([], [], 0, [])
        return
      }
      let real = configuration.head.weights == .learned ? material.defects : []
      let decoys = configuration.head.decoys > 0 ? usable.filter { $0.decoy != nil } : []
      let photographs = Dictionary(material.views.map { ($0.item.id, $0.item) }) { first, _ in first }
      let tiling = configuration.tiling
      all =
        try concurrentMap(usable) { try SampleView($0, of: set, on: photographs[$0.source]!, tiling: tiling) }
        + concurrentMap(real) { try SampleView($0, tiling: tiling) }
        + concurrentMap(decoys) { try SampleView(decoyOf: $0, of: set, tiling: tiling) }
      (records, defects) = (usable, real.count)
      sources = usable.map(\.source) + real.map { _ in nil } + decoys.map(\.source)
    }

    /// A sample on a photograph that is not learned from (a validation image) is passed over; of more than `limit`, as
    /// many are taken from all over the set, which may have been put together of several.
    private static func usable(_ set: SampleSet?, among views: [PhotographView], limit: Int) -> [SampleRecord] {
      guard let set else { return [] }
      let known = Set(views.map(\.item.id))
      let all = set.records.filter { known.contains($0.source) }
      let count = min(limit, all.count)
      return (0..<count).map { all[$0 * all.count / count] }
    }
  }

  /// - Parameters:
  ///   - photographs: numbers of the photographs that are in memory, by their names.
  ///   - progress: called with the images done.
  init(
    _ views: Views, reader: DescriptorReader, memory: MemoryBank, photographs: [String: Int],
    configuration: DetectorConfiguration, seed: UInt64, progress: (Int) -> Void, isCancelled: () -> Bool
  ) throws {
    descriptors = try reader.read(
      views.count, progress: progress, isCancelled: isCancelled,
      image: { index in
        let image = try views.all[index].image()
        // Every second one in another light, so that the head learns defects and not conditions.
        return configuration.varied && index % 2 == 1 ? try image.inAnotherLight(seed: seed, name: "\(index)") : image
      }, note: { _ in }
    ).descriptors
    match = memory.matchAll(descriptors, owners: views.sources.map { $0.flatMap { photographs[$0] } ?? -1 })
    records = views.records
    defects = views.records.count..<views.records.count + views.defects
    decoys = defects.upperBound..<views.count
    let canvas = reader.canvas
    let cell = 4
    let covered = try SampleView.coverages(
      views.all, on: canvas, cell: cell, extent: VisibleExtent(share: configuration.head.visibleShare))
    let shape = [views.count, 1, canvas.height / cell, canvas.width / cell]
    coverage = Tensor(covered.flatMap(\.whole.values), shape).to(reader.describe.device)
    visible = Tensor(covered.flatMap(\.visible.values), shape).to(reader.describe.device)
  }
}

extension MemoryBank {
  /// Looks all images up, a few at a time.
  /// - Parameter owners: the photograph that each is of; −1 for none.
  func matchAll(_ all: PatchDescriptors, owners: [Int]) -> Match {
    withoutGradients {
      Match.concatenated(
        stride(from: 0, to: owners.count, by: 8).map { start in
          let range = start..<min(owners.count, start + 8)
          return match(all.slice(range).widened(), passingOver: Array(owners[range]))
        })
    }
  }
}
