import Datasets
import Foundation
import Imaging
import Synthesis
import Torch

/// How far the training of a fine stage has come.
public struct FineProgress: Sendable {
  /// Steps done.
  public let done: Int
  /// Steps in all.
  public let total: Int
  /// The running mean of the loss.
  public let loss: Double
}

extension FineNetwork {
  /// The name of the file that a network is kept in, beside the samples that it refined.
  public static let fileName = "fine.safetensors"
  private static let format = "blemish-fine-1"

  /// Trains a network on normal photographs alone: masks of physical defects are filled with normal texture, which is
  /// re-blended by the coarse stage; the network learns what it looked like before. The same arguments give the same
  /// weights on any number of cores (of one kind: other processors may round sums differently).
  /// - Parameters:
  ///   - photographs: good photographs.
  ///   - synthesizer: what makes the masks and measures the surfaces, without stages after it.
  ///   - coherence: the coarse stage that the network is to follow.
  ///   - progress: called after each step.
  ///   - isCancelled: asked before each patch and step, from any thread.
  /// - Throws: `RefinementError`; what reading photographs and making defects throws.
  public static func train(
    on photographs: [DatasetItem], synthesizer: SampleSynthesizer, coherence: CoarseStage.Parameters,
    training: FineTraining = .init(), seed: UInt64, progress: (FineProgress) -> Void = { _ in },
    isCancelled: @Sendable () -> Bool = { false }
  ) throws -> FineNetwork {
    try training.validate()
    guard !photographs.isEmpty else { throw SynthesisError.noPhotographs }
    precondition(synthesizer.configuration.coherence == nil, "masks come from a synthesizer without stages")
    let threshold = synthesizer.configuration.visibilityThreshold
    let set = try PatchSet(
      training, synthesizer: synthesizer, photographs: photographs,
      stage: CoarseStage(coherence, visibilityThreshold: threshold), seed: seed, isCancelled: isCancelled)
    let network = try FineTrainer(training: training, set: set, seed: seed).network(
      progress: { progress(FineProgress(done: $0, total: training.steps, loss: $1)) }, isCancelled: isCancelled)
    let identity = try identity(
      photographs, synthesizer: synthesizer, coherence: coherence, training: training, seed: seed)
    return FineNetwork(network, training: identity, visibilityThreshold: threshold)
  }

  /// What a training depends on, as a hash: photographs by name and content, settings and seed.
  public static func identity(
    _ photographs: [DatasetItem], synthesizer: SampleSynthesizer, coherence: CoarseStage.Parameters,
    training: FineTraining = .init(), seed: UInt64
  ) throws -> String {
    let all = TrainingIdentity(
      format: format,
      photographs: try concurrentMap(photographs) { "\($0.id) \(try SHA256.hexDigest(ofFile: $0.image))" },
      synthesis: synthesizer.configuration,
      generator: synthesizer.generator.name, regions: synthesizer.regions?.fingerprint, coherence: coherence,
      training: training, seed: seed)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return SHA256.hexDigest(of: try encoder.encode(all))
  }

  /// Writes the network as one safetensors file, in place of an older one.
  public func save(to url: URL) throws {
    try saveSafetensors(
      network.stateDictionary.mapValues { $0.contiguous() },
      metadata: ["format": Self.format, "training": training], to: url)
  }

  /// Reads a network.
  /// - Parameters:
  ///   - identity: that of the training it must come from; nil takes any.
  ///   - visibilityThreshold: smallest change, 0…1, of a pixel of the mask.
  /// - Throws: `RefinementError.unreadable`, `.otherTraining`.
  public static func load(
    _ url: URL, expecting identity: String? = nil, visibilityThreshold: Double = 2.0 / 255
  ) throws -> FineNetwork {
    do {
      let file = try SafetensorsFile(url)
      guard file.metadata["format"] == format, let training = file.metadata["training"] else {
        throw RefinementError.unreadable(path: url.path, reason: "is no fine stage of this version")
      }
      guard identity == nil || identity == training else { throw RefinementError.otherTraining(path: url.path) }
      let network = BoundarySynergyNetwork(from: nil)
      try network.load(try file.tensors())
      return FineNetwork(network, training: training, visibilityThreshold: visibilityThreshold)
    } catch let error as TorchError {
      throw RefinementError.unreadable(path: url.path, reason: "\(error)")
    }
  }
}

/// All that weights depend on.
private struct TrainingIdentity: Encodable {
  let format: String
  /// Names and digests.
  let photographs: [String]
  let synthesis: SynthesisConfiguration
  let generator: String
  let regions: String?
  let coherence: CoarseStage.Parameters
  let training: FineTraining
  let seed: UInt64
}
