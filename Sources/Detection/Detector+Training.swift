import Datasets
import Foundation
import Imaging
import Torch

extension Detector {
  /// What training works with.
  public struct TrainingData: Sendable {
    /// Good photographs to learn from.
    public var fit: [DatasetItem]
    /// Good photographs for thresholds; none of `fit`.
    public var validation: [DatasetItem]
    /// Synthetic defects on photographs of `fit`; without them the detector has no head.
    public var samples: SampleSet?
    /// Real defects with masks from the training part: what learned weights are judged by, beside samples.
    public var defects: [DatasetItem]
    /// Ids of good photographs that show the same thing: each is judged without what the others have taught.
    public var groups: [[String]]
    /// Fingerprint of the data and the settings.
    public var fingerprint: String
    /// SHA-256 digests of the real photographs that the samples' generator has learned from.
    public var learnedFrom: [String]

    /// The training part of a split and synthetic samples. The split's test images are not even kept.
    public init(_ split: DatasetSplit, samples: SampleSet?, learnedFrom: [String] = []) {
      (fit, validation, defects, fingerprint) = (split.fit, split.validation, split.defects, split.fingerprint)
      (self.samples, self.learnedFrom, groups) = (samples, learnedFrom, split.groups)
    }
  }

  /// Trains a detector.
  /// - Parameters:
  ///   - checkpoint: file for the state of the head's training, to go on from with `resume`; removed at the end.
  ///   - progress: called after each batch of images and each step.
  ///   - isCancelled: asked between batches and steps; true leaves a checkpoint and throws `.interrupted`.
  /// - Throws: `DetectionError`; `ImagingError` for photographs that cannot be read.
  public static func train(
    on data: TrainingData, configuration: DetectorConfiguration, seed: UInt64, device: Device = .cpu,
    checkpoint: URL? = nil, resume: Bool = false, progress: (TrainingProgress) -> Void = { _ in },
    isCancelled: () -> Bool = { false }
  ) throws -> Detector {
    try configuration.validate()
    let start = Date()
    for (images, purpose, needed) in [(data.fit, "training", 2), (data.validation, "validation", 1)]
    where images.count < needed {
      throw DetectionError.tooFewImages(purpose: purpose, count: images.count, needed: needed)
    }
    let views = try PhotographView.all(of: data.fit, tiling: configuration.tiling)
    // On tiles, what is seen is too little to tell a product from its surroundings.
    let finder = try configuration.tiling == nil ? ProductFinder(of: data.fit) : ProductFinder(photographs: [])
    let reader = DescriptorReader(
      describe: try PatchDescriber(configuration, device: device),
      canvas: try WorkingCanvas(for: views, configuration, finder: finder))
    let set = try TrainingSet(
      .init(views: views, groups: data.groups, samples: data.samples, defects: data.defects), reader: reader,
      finder: finder,
      configuration: configuration, seed: seed,
      progress: { progress(.init(phase: .features, done: $0, total: $1, loss: nil)) },
      isCancelled: isCancelled)
    let trainer = HeadTrainer(
      set: set, configuration: configuration.head, seed: seed, fingerprint: data.fingerprint, checkpoint: checkpoint)
    let trained = try trainer.train(resume: resume, progress: progress, isCancelled: isCancelled)
    let computer = MapComputer(
      configuration: configuration, canvas: reader.canvas, finder: finder, describe: reader.describe,
      memory: set.memory, weights: set.weights, statistics: set.statistics, head: trained?.head)
    let calibration = try calibrate(computer, on: data.validation, beside: set, seed: seed, progress: progress)
    if let checkpoint { try? FileManager.default.removeItem(at: checkpoint) }
    return Detector(
      configuration: configuration, fingerprint: data.fingerprint, seed: seed,
      trainSeconds: Date().timeIntervalSince(start), learnedFrom: data.learnedFrom, weights: trained?.weights,
      computer: computer, calibration: calibration)
  }

  /// Other days that each validation image is judged on.
  private static let otherDays = 3

  private static func calibrate(
    _ computer: MapComputer, on validation: [DatasetItem], beside set: TrainingSet, seed: UInt64,
    progress: (TrainingProgress) -> Void
  ) throws -> Calibration {
    let views = try PhotographView.all(of: validation, tiling: computer.configuration.tiling)
    let shown = GoodImages(
      views, groups: [], days: computer.configuration.varied ? .oneByOne(otherDays) : .none, seed: seed)
    var maps: [RawMaps] = []
    for start in stride(from: 0, to: shown.count, by: 8) {
      let batch = Array(start..<min(shown.count, start + 8))
      maps += computer.maps(try concurrentMap(batch) { try shown.image($0) })
      progress(.init(phase: .calibration, done: start + batch.count, total: shown.count, loss: nil))
    }
    let good = zip(zip(shown.sources, shown.showings), maps).map {
      Calibration.GoodMaps(image: $0.0, showing: $0.1, maps: $1)
    }
    return try Calibration(good, fitted: computer.maps(ofGoodIn: set), configuration: computer.configuration)
  }
}
