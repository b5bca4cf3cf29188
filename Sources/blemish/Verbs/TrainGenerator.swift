import ArgumentParser
import Datasets
import Diffusion
import Foundation
import Physics
import Torch

/// `blemish train-generator DATASET --out DIR`: a generator that learns from a few real defects how they look.
struct TrainGenerator: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-generator",
    abstract: "Train a generator of defects on a few real ones, which `synthesize --generator DIR` then draws more of.",
    discussion: """
      Learns from samples of mechanisms on the good photographs first, then from the fitting third of the real defects:
      the lowest-numbered third of each type's test photographs, and defects in the training data. The other two thirds
      are never opened. Interrupted, even by kill -9, the same command goes on where it stood. DIR/progress has a picture
      of real and drawn defects every so many steps.
      """)

  @OptionGroup var data: DatasetOptions

  @Option(help: "Folder to write.")
  var out: Path

  @Option(
    name: .customLong("type"),
    help: ArgumentHelp("Comma-separated types of defects to learn; all when not given.", valueName: "names"))
  var types: String?

  @Option(
    help: ArgumentHelp(
      "Learn from all real defects of this data set instead of the fitting third of DATASET.", valueName: "dataset"))
  var defects: Path?

  @Option(help: "small (128 × 128 px, default) or base (256 × 256 px).", transform: choice("size"))
  var size: GeneratorMaterial.Size = .small

  @Option(help: "Steps of training; \(standardSteps) when neither these nor --minutes are given.")
  var steps: Int?

  @Option(help: "As many steps as this machine takes in about so many minutes; part of the result, unlike --steps.")
  var minutes: Double?

  @Option(help: "Side that photographs are resized to, px; 0 keeps their size.")
  var side = 256

  @Option(help: "Samples of mechanisms to learn from first; 0 for none.")
  var physicsSamples = 800

  @Option(
    help: "For comparison: matched (default), literal or none: what becomes of the background in a step.",
    transform: choice("constraint"))
  var constraint: Constraint = .matched

  @Flag(inversion: .prefixedNo, help: "For comparison: whether the discriminator looks through the mask.")
  var dmg = true

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Any other setting of training.json, as in training.batch=8 or pretraining=0.2.", valueName: "name=value"))
  var settings: [String] = []

  @Option(help: "Seed; the same seed gives the same generator.")
  var seed: UInt64 = 0

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  /// Steps without a wish for others.
  private static let standardSteps = 1600

  /// The constraints by short names.
  enum Constraint: String, CaseIterable {
    case matched, literal, none

    var mode: RegionConstraint.Mode {
      switch self {
      case .matched: .noiseMatched
      case .literal: .literal
      case .none: .unconstrained
      }
    }
  }

  func validate() throws {
    if steps != nil, minutes != nil { throw ValidationError("--steps and --minutes: one of the two") }
    if let steps, steps < 1 { throw ValidationError("--steps \(steps): at least 1") }
    if let minutes, !(minutes > 0 && minutes.isFinite) {
      throw ValidationError("--minutes \(minutes): a number above 0")
    }
    guard side >= 0 else { throw ValidationError("--side \(side): 0, or a side in pixels") }
    guard physicsSamples >= 0 else { throw ValidationError("--physics-samples \(physicsSamples): 0 or more") }
  }

  func run() throws {
    let start = Date()
    let device = try compute.prepare()
    let dataset = try data.open(writingTo: out)
    guard !DefectGenerator.isPresent(in: out.url) else {
      throw UserError("\(out.url.path): holds a trained generator already; choose another --out")
    }
    let stage = Stage(quiet: console.quiet)
    let defects = try learned(from: dataset)
    // Test photographs that are not learned from stay unopened.
    let seen = Set(defects.map(\.image))
    let unseen = dataset.test.filter { !seen.contains($0.image) }
    let checked = try stage.checked(dataset.leavingOut(unseen.map(\.id)), [.train, .test], strict: false)
    try OutputFolder.claim(out.url)
    let material = try GeneratorMaterial(
      stage.withoutOdd(checked), defects: defects, side: side == 0 ? nil : side,
      least: size.configuration(types: 1).side, seed: seed)
    if !console.quiet { Console.note("real defects: " + material.defects.summary) }
    let generator = try stage.trainGenerator(
      material, plan: plan(for: material, since: start, on: device), device: device, to: out.url)
    try report(generator, seconds: Date().timeIntervalSince(start))
  }

  /// The photographs of defects to learn from, of the wanted types.
  private func learned(from dataset: Dataset) throws -> [DatasetItem] {
    let items: [DatasetItem]
    if let defects {
      let other = try Dataset.open(
        defects.url, layout: data.layout.layout,
        reading: DatasetReading(masks: data.defectIs, bits: data.camera.bits ?? dataset.reading.bits))
      items = other.items.filter { $0.label == .anomalous && !$0.masks.isEmpty }
    } else {
      items = GeneratorMaterial.fitting(dataset)
    }
    guard let types else { return items }
    let known = Set(items.compactMap(\.defectType)).sorted()
    let wanted = Set(types.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    for type in wanted.sorted() where !known.contains(type) {
      throw ValidationError(NearestName.complaint(about: type, what: "defect type", among: known))
    }
    return items.filter { $0.defectType.map(wanted.contains) ?? false }
  }

  private func plan(for material: GeneratorMaterial, since start: Date, on device: Device) throws -> GeneratorPlan {
    func plan(_ steps: Int) throws -> GeneratorPlan {
      let families = physicsSamples == 0 ? [] : DefectFamily.allCases
      var plan = material.plan(size, families: families, steps: steps)
      plan.physicsSamples = physicsSamples
      plan.training.constraint = constraint.mode
      if !dmg { plan.training.localWeight = 0 }
      plan.training.usesBFloat16 = device.hasFastBFloat16
      // Parts of a batch keep cores busy; a GPU takes the whole of it.
      if device != .cpu { plan.training.shards = 1 }
      for setting in settings { plan = try NamedSettings.changed(plan, by: setting) }
      return plan
    }
    guard let minutes else { return try plan(steps ?? Self.standardSteps) }
    // A training that is under way keeps the number of steps that was found when it began.
    if let former = GeneratorTraining.plan(in: out.url) { return try plan(former.training.steps) }
    let pace = try GeneratorTraining.secondsPerStep(plan(100), on: device)
    let left = minutes * 60 - Date().timeIntervalSince(start)
    return try plan(max(1, Int(left / pace)))
  }

  private func report(_ generator: DefectGenerator, seconds: Double) throws {
    let duration = String(format: "%.1f", seconds)
    if console.json {
      try Console.print(
        Console.json([
          "generator": out.url.path, "fingerprint": generator.fingerprint, "step": "\(generator.step)",
          "train_s": duration,
        ]))
    } else {
      try Console.print(
        "generator in \(out.url.path): the network of step \(generator.step), trained in \(duration) s; "
          + "progress/ shows what it draws")
    }
  }
}

extension FittingDefects {
  /// How many photographs each type has.
  var summary: String { types.map { "\($0) \(count(of: $0))" }.joined(separator: ", ") }
}
