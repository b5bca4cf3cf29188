import Datasets
import Foundation
import Imaging
import Quality
import Realism

/// How near samples are to real defects that nobody has seen, and how much they differ among themselves.
struct SardFidelity {
  /// What a cell of the table holds.
  struct Scores: Encodable {
    /// Kernel distance to the real defects of the test part; around 0 for defects like them.
    let kernelDistance: Double?
    /// Mean perceptual distance of the samples that resemble the same defect of the fitting third.
    let intraClusterDistance: Double?
    /// Samples measured.
    let samples: Int

    enum CodingKeys: String, CodingKey {
      case samples
      case kernelDistance = "kernel_distance"
      case intraClusterDistance = "intra_cluster_distance"
    }
  }

  /// Samples measured of each set, evenly spread.
  private static let most = 200

  let embedding: DefectEmbedding
  let stage: Stage

  /// The scores of one sample set, whose pictures are squares of `side` px.
  /// - Throws: `ImagingError`, `DatasetError`; an exit code after Ctrl-C.
  func scores(_ set: SampleSet, _ category: SardCategory, side: Int) throws -> Scores {
    let chosen = SampleSet.union([(set, Self.most)])
    let samples = try crops(chosen.records) { record in
      (try Image.read(chosen.url(record.image)), try Mask.read(chosen.url(record.mask)))
    }
    let unseen = try real(category.test, side)
    let seen = try real(category.fitting, side)
    return Scores(
      kernelDistance: kernelDistance(from: embedding(unseen), to: embedding(samples)),
      intraClusterDistance: seen.isEmpty
        ? nil : IntraClusterDistance(centres: embedding.perceptual(seen))(of: embedding.perceptual(samples)),
      samples: samples.count)
  }

  private func kernelDistance(from real: [[Double]], to samples: [[Double]]) -> Double? {
    guard real.count > 1, samples.count > 1 else { return nil }
    let reference = FeatureCloud(real)
    let (origin, cloud) = (reference.standardised(by: reference), FeatureCloud(samples).standardised(by: reference))
    return KernelDistance(from: origin, to: cloud)()
  }

  private func real(_ items: [DatasetItem], _ side: Int) throws -> [DefectCrop] {
    try crops(items.filter { !$0.masks.isEmpty }) { item in
      guard let mask = try item.readMask() else { return nil }
      return (
        try item.readImage().resized(width: side, height: side), mask.resized(width: side, height: side)
      )
    }
  }

  private func crops<Source: Sendable>(
    _ sources: [Source], _ load: @Sendable (Source) throws -> (Image, Mask)?
  ) throws -> [DefectCrop] {
    if Interruption.shared.isRequested { throw stage.stopped("the same command goes on from there") }
    return try concurrentMap(sources) { source in
      try load(source).flatMap { DefectCrop($0.0, $0.1, side: DefectEmbedding.side) }
    }.compactMap(\.self)
  }
}
