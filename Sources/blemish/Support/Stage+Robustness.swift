import Datasets
import Foundation
import Imaging
import Metrics
import Randomness
import Reporting

extension Stage {
  /// Judges test photographs as they are and under each everyday change; writes `robustness.json`
  /// and `robustness.csv`.
  ///
  /// The changes are made to the photographs at their own size, before a model shrinks or cuts
  /// them. Each photograph has noise of its own, from the model's seed.
  /// - Throws: `ImagingError` naming a photograph; `ExitCode` after Ctrl-C, with nothing written.
  func measureRobustness(
    of model: TrainedModel, on items: [DatasetItem], to folder: RunFolder
  ) throws -> RobustnessReport {
    let judge = Judge(model: model, tile: nil)
    let line = ProgressLine("robustness", quiet: quiet)
    let variations = PhotographicVariation.everyday
    var verdicts = [[RobustnessReport.Verdict]](repeating: [], count: variations.count + 1)
    for start in stride(from: 0, to: items.count, by: judge.batch) {
      let chosen = Array(items[start..<min(items.count, start + judge.batch)])
      let photographs = try concurrentMap(chosen) { ($0, try $0.readImage()) as Photograph }
      verdicts[0] += try judged(by: judge, photographs)
      for (index, variation) in variations.enumerated() {
        verdicts[index + 1] += try judged(
          by: judge, changed(photographs, by: variation, seed: model.seed))
      }
      line.update(verdicts[0].count, of: items.count, unit: "images")
    }
    let report = try RobustnessReport(
      unchanged: verdicts[0],
      changed: zip(variations, verdicts.dropFirst()).map { (variation: $0, verdicts: $1) })
    try folder.write(report)
    return report
  }

  private typealias Photograph = (item: DatasetItem, image: Image)

  private func changed(
    _ photographs: [Photograph], by variation: PhotographicVariation, seed: UInt64
  ) throws -> [Photograph] {
    try concurrentMap(photographs) { photograph in
      var stream = RandomStream(
        seed: seed, key: "robustness/\(variation.name)/\(photograph.item.id)")
      return (photograph.item, try variation.applied(to: photograph.image, using: &stream))
    }
  }

  private func judged(
    by judge: Judge, _ photographs: [Photograph]
  ) throws -> [RobustnessReport.Verdict] {
    if Interruption.shared.isRequested {
      throw stopped(
        "the measures are kept; run the same command again, with --resume where it has that option"
      )
    }
    return zip(photographs, judge(photographs.map(\.image))).map { photograph, judgement in
      .init(
        isDefective: photograph.item.label == .anomalous, score: judgement.score,
        isRejected: judgement.isAnomalous)
    }
  }
}
