import Datasets
import Foundation
import Imaging
import Quality
import Realism
import Synthesis

/// Measures a sample set, the baselines and the real defects, all at one size.
struct RealismSurvey {
  let samples: SampleSet
  let defects: [DatasetItem]
  let good: [DatasetItem]
  let seed: UInt64
  let embedding: DefectEmbedding
  let stage: Stage
  /// The size of all samples, px; nil where they differ.
  private let size: (width: Int, height: Int)?

  /// - Throws: `UserError` where a part is missing; `ImagingError` where a sample cannot be opened.
  init(
    samples: SampleSet, defects: [DatasetItem], good: [DatasetItem], seed: UInt64, embedding: DefectEmbedding,
    stage: Stage
  ) throws {
    guard !samples.records.isEmpty else { throw UserError("\(samples.folder.path): holds no samples") }
    guard !good.isEmpty else {
      throw UserError("the real data set has no good training photographs, on which the baselines are made")
    }
    (self.samples, self.defects, self.good, self.seed) = (samples, defects, good, seed)
    (self.embedding, self.stage) = (embedding, stage)
    let headers = try samples.records.map { try ImageHeader.read(samples.url($0.image)) }
    let isUniform = headers.allSatisfy { $0.width == headers[0].width && $0.height == headers[0].height }
    size = isUniform ? (headers[0].width, headers[0].height) : nil
  }

  /// - Throws: `RealismError`, `ImagingError`, `DatasetError`, `SynthesisError`; an exit code after Ctrl-C.
  func report() throws -> RealismReport {
    let real = try collect("real", defects, load)
    try RealismComparison.check(real)
    var areas: [Double] = []
    let ours = try collect("ours", samples.records, load) { areas.append($0) }
    let candidates =
      try [ours] + [
        baseline("Perlin × texture", PerlinTexture(areas: areas)), baseline("CutPaste", CutPaste(areas: areas)),
      ]
    return try RealismComparison(real: real, candidates: candidates, backbone: embedding.name, seed: seed).report()
  }

  /// Samples beside the real defects that they are most like, and how near they come; nil with fewer than two real ones.
  /// - Parameter count: how many samples are looked at, spread over the set.
  func neighbours(atMost count: Int = 200) throws -> (neighbours: RealNeighbours, sheet: Image)? {
    func crops<Source: Sendable>(
      _ sources: [Source], _ load: @Sendable (Source) throws -> (Image, Mask)?
    ) throws -> [DefectCrop] {
      try concurrentMap(sources) { source in
        try load(source).flatMap { DefectCrop($0.0, $0.1, side: DefectEmbedding.side) }
      }.compactMap { $0 }
    }
    let records = samples.records
    let shown = min(count, records.count)
    let real = try crops(defects, load)
    let ours = try crops((0..<shown).map { records[$0 * records.count / shown] }, load)
    guard real.count > 1, !ours.isEmpty else { return nil }
    let neighbours = RealNeighbours(samples: embedding(ours), real: embedding(real))
    return (neighbours, neighbours.sheet(samples: ours.map(\.image), real: real.map(\.image)))
  }

  @Sendable private func load(_ item: DatasetItem) throws -> (Image, Mask)? {
    guard let mask = try item.readMask(), mask.area > 0 else { return nil }
    return (fitted(try item.readImage()), fitted(mask))
  }

  @Sendable private func load(_ record: SampleRecord) throws -> (Image, Mask)? {
    let (image, mask) = (try Image.read(samples.url(record.image)), try Mask.read(samples.url(record.mask)))
    guard (image.width, image.height) == (mask.width, mask.height) else {
      throw DatasetError.maskSize(
        path: samples.url(record.mask).path, mask: [mask.width, mask.height], image: [image.width, image.height])
    }
    return (image, mask)
  }

  /// As many samples of a generator as there are in the sample set.
  private func baseline(_ name: String, _ generator: any SampleGenerator) throws -> DefectCollection {
    var configuration = SynthesisConfiguration()
    configuration.side = size.flatMap { $0.width == $0.height ? $0.width : nil }
    configuration.greatestArea = 1
    let synthesizer = try SampleSynthesizer(configuration, generator: generator)
    return try collect(name, Array(samples.records.indices)) { index in
      do {
        let sample = try synthesizer.sample(index, photographs: good, seed: seed)
        return (fitted(sample.image), fitted(sample.mask))
      } catch SynthesisError.nothingVisible {
        return nil
      }
    }
  }

  private func fitted(_ image: Image) -> Image {
    size.map { image.resized(width: $0.width, height: $0.height) } ?? image
  }

  private func fitted(_ mask: Mask) -> Mask {
    size.map { mask.resized(width: $0.width, height: $0.height) } ?? mask
  }

  /// What is kept of a picture once it has been measured.
  private struct Measured: Sendable {
    let statistics: DefectStatistics
    let crop: DefectCrop
    let share: Double
  }

  /// Measures pictures, a batch at a time.
  private func collect<Source: Sendable>(
    _ name: String, _ sources: [Source], _ load: @Sendable (Source) throws -> (Image, Mask)?,
    noting note: (Double) -> Void = { _ in }
  ) throws -> DefectCollection {
    let line = ProgressLine("measure \(name)", quiet: stage.quiet)
    var statistics: [DefectStatistics] = []
    var features: [[Double]] = []
    for start in stride(from: 0, to: sources.count, by: 32) {
      if Interruption.shared.isRequested { throw stage.stopped("nothing was written") }
      let batch = Array(sources[start..<min(sources.count, start + 32)])
      let measured = try concurrentMap(batch) { source in try load(source).flatMap(Self.measure) }.compactMap { $0 }
      statistics += measured.map(\.statistics)
      features += embedding(measured.map(\.crop))
      for picture in measured { note(picture.share) }
      line.update(start + batch.count, of: sources.count, unit: "pictures")
    }
    return DefectCollection(name: name, statistics: statistics, features: features)
  }

  private static func measure(_ image: Image, _ mask: Mask) -> Measured? {
    DefectCrop(image, mask, side: DefectEmbedding.side).map {
      Measured(
        statistics: DefectStatistics(image, mask), crop: $0, share: Double(mask.area) / Double(mask.values.count))
    }
  }
}
