import Datasets
import Foundation
import Randomness
import Torch

extension Segmenter {
  /// What training works with.
  public struct TrainingData: Sendable {
    /// Pictures of defects with their masks.
    public var samples: SampleSet
    /// Good photographs.
    public var good: [DatasetItem]
    /// Fingerprint of both.
    public var fingerprint: String
    /// SHA-256 digests of the real photographs that the samples' generator has learned from.
    public var learnedFrom: [String]

    /// Samples and good photographs.
    /// - Parameter fingerprint: that of the photographs; the samples' manifest is added to it.
    /// - Throws: what encoding a record throws.
    public init(samples: SampleSet, good: [DatasetItem], fingerprint: String, learnedFrom: [String] = []) throws {
      var hash = SHA256()
      hash.update(fingerprint)
      for record in samples.records { hash.update(String(decoding: try record.jsonLine(), as: UTF8.self)) }
      (self.samples, self.good, self.fingerprint, self.learnedFrom) = (samples, good, hash.hexDigest(), learnedFrom)
    }
  }

  /// Trains a segmenter. The same arguments give the same batches; weights agree to rounding, as sums depend on the number
  /// of threads.
  /// - Parameters:
  ///   - backbone: safetensors file of pre-trained weights; nil takes the network's own where it has any, else random
  ///     ones.
  ///   - checkpoint: file for the state of the training, to go on from with `resume`; removed at the end.
  ///   - progress: called after each batch of pictures and each step.
  ///   - isCancelled: asked between batches and steps; true leaves a checkpoint and throws `.interrupted`.
  /// - Throws: `SegmentationError`; `BackboneError` where the network's own weights are missing; `ImagingError` for pictures that cannot be read.
  public static func train(
    on data: TrainingData, configuration: SegmenterConfiguration, seed: UInt64, backbone: URL? = nil,
    device: Device = .cpu, checkpoint: URL? = nil, resume: Bool = false,
    progress: (SegmentationProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws -> Segmenter {
    try configuration.validate()
    let start = Date()
    var stream = RandomStream(seed: seed, key: "segmenter/network")
    let network = try configuration.network.network(
      classes: configuration.classes.count + 1, from: Generator(seed: stream.next()))
    var fingerprint = data.fingerprint
    if let backbone = try backbone ?? configuration.network.standardBackbone() {
      try network.loadBackbone(backbone)
      fingerprint = SHA256.hexDigest(of: Data((fingerprint + (try SHA256.hexDigest(ofFile: backbone))).utf8))
    }
    network.move(to: device)
    network.convertToChannelsLast()
    let set = try PictureSet(
      data.samples, good: data.good, configuration: configuration,
      progress: { progress(.init(phase: .pictures, done: $0, total: $1, loss: nil)) }, isCancelled: isCancelled)
    let trainer = SegmenterTrainer(
      set: set, configuration: configuration, seed: seed, device: device, fingerprint: fingerprint,
      checkpoint: checkpoint)
    try trainer.train(network, resume: resume, progress: progress, isCancelled: isCancelled)
    if let checkpoint { try? FileManager.default.removeItem(at: checkpoint) }
    return Segmenter(
      configuration: configuration, fingerprint: fingerprint, seed: seed,
      trainSeconds: Date().timeIntervalSince(start), learnedFrom: data.learnedFrom, network: network, device: device)
  }
}
