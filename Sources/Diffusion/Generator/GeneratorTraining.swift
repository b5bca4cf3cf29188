import Datasets
import Foundation
import Imaging
import Physics
import Randomness
import Synthesis
import Torch

/// How far the training of a generator is.
public struct GeneratorProgress: Sendable {
  /// Steps done.
  public let done: Int
  /// Steps in all, unless training ends early.
  public let total: Int
  /// Of the last step.
  public let losses: DiffusionLosses
  /// The last look's distance to the real defects.
  public let distance: Double?
}

/// Trains a generator in a folder, and goes on there where it stood.
///
/// Every ``GeneratorPlan/interval`` steps the running mean of the network draws defects on good photographs that are not
/// learned from; a picture of them is kept, and their distance to the real defects, where there is a criterion, decides
/// which network is kept and when training ends. Test photographs have no part in it.
public struct GeneratorTraining {
  /// A distance of drawn defects to the real ones that are learned from, lower is nearer; nil where there are too few.
  public typealias Criterion = (_ drawn: [Rendering]) throws -> Double?

  /// The plan in the folder of a training.
  public static let planName = "training.json"
  private static let historyName = "history.json"
  private static let checkpointName = "checkpoint.safetensors"
  private static let bestName = "best.safetensors"
  /// Seconds from one checkpoint to the next.
  private static let checkpointSeconds = 60.0

  /// What is done.
  public let plan: GeneratorPlan
  /// What is learned from.
  public let source: ExampleSource
  /// Where such defects occur.
  public let occurrences: [String: [DefectOccurrence]]
  /// Good photographs to draw on at looks, not learned from.
  public let surfaces: [Surface]
  /// Where all is kept.
  public let folder: URL
  /// What decides.
  public let criterion: Criterion?
  /// What computes; a plan gives the same bytes on every CPU of a kind, not on others.
  public let device: Device

  /// A training.
  public init(
    _ plan: GeneratorPlan, source: ExampleSource, occurrences: [String: [DefectOccurrence]], surfaces: [Surface],
    in folder: URL, device: Device = .cpu, criterion: Criterion? = nil
  ) {
    precondition(!surfaces.isEmpty, "looks need a photograph")
    (self.plan, self.source, self.occurrences, self.surfaces) = (plan, source, occurrences, surfaces)
    (self.folder, self.device, self.criterion) = (folder, device, criterion)
  }

  /// The plan of a training that a folder holds.
  /// - Returns: nil where there is none.
  public static func plan(in folder: URL) -> GeneratorPlan? {
    (try? Data(contentsOf: folder.appendingPathComponent(planName)))
      .flatMap { try? JSONDecoder().decode(GeneratorPlan.self, from: $0) }
  }

  /// Seconds that a step of a plan takes on a device of this machine now, looks and checkpoints included.
  /// - Throws: `DiffusionError`.
  public static func secondsPerStep(_ plan: GeneratorPlan, on device: Device = .cpu) throws -> Double {
    let trainer = try DiffusionTrainer(
      plan.configuration, training: plan.training, seed: plan.seed, device: device)
    let side = plan.configuration.side
    let grey = Image(width: side, height: side, channels: plan.configuration.channels, filledWith: 0.5)
    var mask = Mask(width: side, height: side)
    for y in side / 4..<side / 2 { for x in side / 4..<side / 2 { mask[y, x] = true } }
    let shots = DefectShot.shots(of: grey, mask, type: 0, channels: grey.channels, side: side)
    let source = ExampleSource(real: [shots], physics: [])
    let stream = RandomStream(seed: plan.seed, key: "generator/pace")
    var start = ContinuousClock.now
    for step in 0...paceSteps {
      // The first step is slower than any other.
      if step == 1 { start = .now }
      try trainer.step(
        source.batch(plan.training.batch, realShare: 1, for: plan.configuration, using: stream.split(step)))
    }
    return (ContinuousClock.now - start) / .seconds(1) / Double(paceSteps) * 1.05
  }

  private static let paceSteps = 5

  /// Trains to the end and saves the generator.
  /// - Throws: `DiffusionError`; what files throw.
  public func run(
    progress: (GeneratorProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws -> DefectGenerator {
    try plan.validate()
    try begin()
    let trainer = try DiffusionTrainer(
      plan.configuration, training: plan.training, seed: plan.seed, device: device)
    let checkpoint = file(Self.checkpointName)
    if FileManager.default.fileExists(atPath: checkpoint.path) { try trainer.load(checkpoint) }
    var history = GeneratorHistory.read(file(Self.historyName))
    let stream = RandomStream(seed: plan.seed, key: "generator/examples")
    var saved = Date()
    while trainer.done < plan.training.steps, !history.isStale(from: firstReal, patience: plan.patience) {
      if isCancelled() {
        try trainer.save(to: checkpoint)
        throw DiffusionError.cancelled
      }
      let examples = source.batch(
        plan.training.batch, realShare: plan.realShare(at: trainer.done), for: plan.configuration,
        using: stream.split(trainer.done))
      let losses = try trainer.step(examples)
      if trainer.done % plan.interval == 0 || trainer.done == plan.training.steps {
        try look(at: trainer, losses, &history)
        try trainer.save(to: checkpoint)
        saved = Date()
      } else if Date().timeIntervalSince(saved) > Self.checkpointSeconds {
        try trainer.save(to: checkpoint)
        saved = Date()
      }
      progress(
        GeneratorProgress(
          done: trainer.done, total: plan.training.steps, losses: losses, distance: history.looks.last?.distance))
    }
    return try finish(history, trainer)
  }

  /// The first step whose examples are mostly real.
  private var firstReal: Int { Int(plan.pretraining * Double(plan.training.steps)) }

  /// Writes the plan, or finds the same one there.
  private func begin() throws {
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("progress"), withIntermediateDirectories: true)
    let file = file(Self.planName)
    if FileManager.default.fileExists(atPath: file.path) {
      let former = Self.plan(in: folder)
      guard former == plan else {
        let differences =
          try former.map { try SettingsDifference.between($0, plan) } ?? ["\(Self.planName) cannot be read"]
        throw DiffusionError.otherTraining(path: folder.path, differences: differences)
      }
      return
    }
    try AtomicFile.write(json: plan, to: file)
  }

  /// Draws, keeps a picture of it, measures, and keeps the network if it is the nearest so far.
  private func look(at trainer: DiffusionTrainer, _ losses: DiffusionLosses, _ history: inout GeneratorHistory) throws {
    let generator = DefectGenerator(
      plan: plan, step: trainer.done, network: try trainer.averaged(), occurrences: occurrences, fingerprint: "")
    let drawn = try DrawnDefects(surfaces: surfaces, seed: plan.seed).drawn(by: generator)
    let sheet = DrawnDefects.sheet(real: source.real, drawn: drawn, side: plan.configuration.side)
    let name = "progress/" + String(format: "%06d.png", trainer.done)
    try AtomicFile.write(sheet.pngData(), to: file(name), durable: false)
    let flat = drawn.flatMap { $0 }
    let wanted = Double(plan.types.count * DrawnDefects.perType)
    history.add(
      GeneratorHistory.Look(
        step: trainer.done, distance: flat.isEmpty ? nil : try criterion?(flat), visible: Double(flat.count) / wanted,
        reconstruction: losses.reconstruction))
    if history.best(from: firstReal)?.step == trainer.done { try generator.network.save(to: file(Self.bestName)) }
    try history.write(file(Self.historyName))
  }

  private func finish(_ history: GeneratorHistory, _ trainer: DiffusionTrainer) throws -> DefectGenerator {
    let best = history.best(from: firstReal)
    let network = try best.map { _ in try DenoisingGenerator(contentsOf: file(Self.bestName)) } ?? trainer.averaged()
    let generator = DefectGenerator(
      plan: plan, step: best?.step ?? trainer.done, network: network, occurrences: occurrences, fingerprint: "")
    try generator.save(to: folder)
    for name in [Self.checkpointName, Self.bestName] { try? FileManager.default.removeItem(at: file(name)) }
    return try .load(folder)
  }

  private func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
}
