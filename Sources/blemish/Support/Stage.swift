import ArgumentParser
import Datasets
import Foundation
import Synthesis

/// The steps of the main job with their progress on stderr and their answer to Ctrl-C; verbs call one, `run` calls all.
struct Stage {
  let quiet: Bool

  /// Makes or completes a sample set.
  func synthesize(
    _ photographs: [DatasetItem], configuration: SynthesisConfiguration, count: Int, seed: UInt64, to folder: URL,
    shard: Shard = .all
  ) throws -> SampleSet {
    let line = ProgressLine("synthesize", quiet: quiet)
    do {
      return try SampleSynthesizer(configuration).synthesize(
        photographs: photographs, count: count, seed: seed, to: folder, shard: shard,
        progress: { line.update($0.done, of: $0.total, unit: "samples") },
        isCancelled: { Interruption.shared.isRequested })
    } catch SynthesisError.cancelled {
      throw stopped("the samples made so far are kept; the same command goes on from there")
    }
  }

  /// What to throw when the user stopped the program.
  func stopped(_ advice: String) -> ExitCode {
    Console.note("stopped: \(advice)")
    return ExitCode(Interruption.shared.exitCode)
  }
}
