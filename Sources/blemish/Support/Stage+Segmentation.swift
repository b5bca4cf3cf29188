import Datasets
import Foundation
import Imaging
import Reporting
import Segmentation
import Torch

extension Stage {
  /// Trains and saves a segmenter.
  /// - Parameter fingerprint: that of the good photographs.
  func train(
    good: [DatasetItem], fingerprint: String, samples: SampleSet, configuration: SegmenterConfiguration,
    backbone: URL?, seed: UInt64, device: Device, to model: URL, resume: Bool
  ) throws -> Segmenter {
    try RunLayout.create(model)
    let lines = ["pictures", "training"].reduce(into: [:]) { $0[$1] = ProgressLine($1, quiet: quiet) }
    let segmenter = try Segmenter.train(
      on: .init(samples: samples, good: good, fingerprint: fingerprint, learnedFrom: learnedFrom(samples)),
      configuration: configuration, seed: seed, backbone: backbone, device: device,
      checkpoint: RunLayout.checkpoint(in: model), resume: resume,
      progress: { step in
        lines[step.phase.rawValue]?.update(
          step.done, of: step.total, unit: step.phase == .training ? "steps" : "pictures",
          note: step.loss.map { String(format: "loss %.4f", $0) } ?? "")
      },
      isCancelled: { Interruption.shared.isRequested })
    try segmenter.save(to: model)
    try CameraBits.write(good, to: model)
    return segmenter
  }

  /// Measures a segmenter on photographs and writes `segmentation.json`.
  func evaluate(_ segmenter: Segmenter, on items: [DatasetItem], to folder: URL) throws -> SegmentationScores {
    let line = ProgressLine("evaluate", quiet: quiet)
    let scores = try segmenter.evaluate(
      on: items, progress: { line.update($0, of: $1, unit: "images") },
      isCancelled: { Interruption.shared.isRequested })
    try RunLayout.create(folder)
    try RunFolder(folder).forgetRobustness()
    try AtomicFile.write(
      Data((try Console.json(scores) + "\n").utf8), to: folder.appendingPathComponent("segmentation.json"))
    return scores
  }
}

extension Summary {
  /// The measures of a segmenter as lines of text.
  static func text(_ scores: SegmentationScores) -> String {
    func row(_ name: String, _ pair: SegmentationScores.Pair) -> String {
      let values = [pair.miou, pair.accuracy].map { $0.map { String(format: "%8.1f", $0 * 100) } ?? "       –" }
      return name.padding(toLength: 24, withPad: " ", startingAt: 0) + values.joined()
    }
    let types = scores.types.sorted { $0.key < $1.key }.map { row($0.key, $0.value) }
    let classes = (scores.classes ?? [:]).sorted { $0.key < $1.key }.map { row("called \($0.key)", $0.value) }
    let means = scores.meanOverClasses.map { [row("mean over classes", $0)] } ?? []
    return
      ([
        "in %, \(scores.images) images              mIoU     Acc", row("all defects", scores.binary),
        row("mean over types", scores.meanOverTypes),
      ] + types + means + classes).joined(separator: "\n")
  }
}
