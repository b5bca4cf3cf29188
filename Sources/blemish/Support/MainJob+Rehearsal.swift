import Datasets
import Foundation
import Synthesis

extension MainJob {
  /// What the detector is measured on: the data set's test photographs, or, where there are none, a rehearsal.
  /// - Parameter learned: digests of the photographs that the samples' generator has learned from.
  func testItems(
    of dataset: Dataset, _ split: DatasetSplit, but learned: [String]
  ) throws -> [DatasetItem] {
    guard dataset.test.allSatisfy({ $0.label == .unknown }) else {
      return try stage.testItems(of: dataset, but: learned)
    }
    if !stage.quiet {
      Console.note(
        "no test photographs: measuring on held-out good ones and on synthetic defects on them; real defects may be harder"
      )
    }
    return try rehearsal(on: split.validation)
  }

  /// Validation photographs as they are, and with synthetic defects of types named "synthetic …". They are drawn from
  /// another seed, so that no defect is one that the detector has learned from, and by the standard mechanisms whatever
  /// it has learned from, so that such measures can be compared.
  private func rehearsal(on photographs: [DatasetItem]) throws -> [DatasetItem] {
    var configuration = SynthesisConfiguration()
    configuration.longestSide = longestSide
    configuration.pixelPitch = defects.pixelPitch
    configuration.foregroundAware = defects.foreground
    let synthesizer = try SampleSynthesizer(configuration, regions: defects.regions(photographs))
    let set = try stage.synthesize(
      photographs, by: synthesizer, count: 40, seed: ~seed,
      to: out.appendingPathComponent("rehearsal"))
    let good = photographs.map { DatasetItem(id: $0.id, image: $0.image, label: .good, split: .test, bits: $0.bits) }
    let defective = set.records.map { record in
      DatasetItem(
        id: "rehearsal/" + record.image, image: set.url(record.image), label: .anomalous,
        defectType: "synthetic " + record.family, masks: [set.url(record.mask)], split: .test)
    }
    return good + defective
  }
}
