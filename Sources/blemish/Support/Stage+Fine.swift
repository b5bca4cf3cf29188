import Datasets
import Foundation
import Refinement
import Synthesis

extension Stage {
  /// The fine stage that learns, for photographs: read where the folder keeps it, else trained and kept.
  /// - Parameters:
  ///   - masks: what makes the masks that it is trained with, without stages.
  ///   - folder: the sample set's folder; nil keeps nothing.
  func fineNetwork(
    on photographs: [DatasetItem], masks: SampleSynthesizer, coherence: CoarseStage.Parameters, training: FineTraining,
    seed: UInt64, keptIn folder: URL?
  ) throws -> FineNetwork {
    let file = folder?.appendingPathComponent(FineNetwork.fileName)
    if let file, FileManager.default.fileExists(atPath: file.path) {
      let identity = try FineNetwork.identity(
        photographs, synthesizer: masks, coherence: coherence, training: training, seed: seed)
      return try FineNetwork.load(
        file, expecting: identity, visibilityThreshold: masks.configuration.visibilityThreshold)
    }
    let line = ProgressLine("fine stage", quiet: quiet)
    do {
      let network = try FineNetwork.train(
        on: photographs, synthesizer: masks, coherence: coherence, training: training, seed: seed,
        progress: { line.update($0.done, of: $0.total, unit: "steps", note: String(format: "loss %.4f", $0.loss)) },
        isCancelled: { Interruption.shared.isRequested })
      if let folder, let file {
        try RunLayout.create(folder)
        try network.save(to: file)
      }
      return network
    } catch RefinementError.cancelled {
      throw stopped("the training of the fine stage begins anew next time")
    }
  }
}
