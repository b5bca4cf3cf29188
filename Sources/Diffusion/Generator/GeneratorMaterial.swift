import Datasets
import Foundation
import Imaging
import Physics
import Randomness
import Synthesis
import Torch

/// What a generator is trained with: real defects that may be learned from, and good photographs.
public struct GeneratorMaterial: Sendable {
  /// The sizes of networks.
  public enum Size: String, Sendable, CaseIterable {
    /// 128 × 128 px.
    case small
    /// 256 × 256 px.
    case base

    /// The network's form.
    public func configuration(types: Int) -> DiffusionConfiguration {
      self == .small ? .small(types: types) : .base(types: types)
    }
  }

  /// The real defects.
  public let defects: FittingDefects
  /// Good photographs that mechanisms are put into.
  public let good: [DatasetItem]
  /// Good photographs that are drawn on at looks, and nothing else.
  public let looks: [DatasetItem]
  /// Side that photographs are resized to, px; nil keeps their size.
  public let side: Int?
  private let fingerprint: String
  private let seed: UInt64
  /// Most photographs that are drawn on at looks.
  private static let greatestLooks = 8

  /// The items of a data set that a generator may learn from: the fitting third of each type of the test defects
  /// (``Dataset/fittingThird()``), and what defects the training data has.
  public static func fitting(_ dataset: Dataset) -> [DatasetItem] {
    dataset.train.filter { $0.label == .anomalous && !$0.masks.isEmpty } + dataset.fittingThird().fitting
  }

  /// Reads what is to be learned from.
  /// - Parameters:
  ///   - dataset: the product's good photographs.
  ///   - defects: photographs of defects with masks.
  ///   - least: smallest side that photographs may have, px: that of the network.
  /// - Throws: `DiffusionError`, `DatasetError`, `ImagingError`.
  public init(_ dataset: Dataset, defects items: [DatasetItem], side: Int?, least: Int, seed: UInt64) throws {
    let split = try dataset.split(seed: seed)
    (good, looks) = (split.fit, Array(split.validation.prefix(Self.greatestLooks)))
    (self.side, self.seed) = (side, seed)
    defects = try FittingDefects(items, side: side, least: least)
    var hash = SHA256()
    hash.update(split.fingerprint)
    for item in items {
      for file in [item.image] + item.masks { hash.update(try SHA256.hexDigest(ofFile: file)) }
    }
    fingerprint = hash.hexDigest()
  }

  /// A plan with the defaults for this material.
  /// - Parameter families: mechanisms to learn from first; may be empty.
  public func plan(_ size: Size, families: [DefectFamily] = DefectFamily.allCases, steps: Int) -> GeneratorPlan {
    var configuration = size.configuration(types: defects.types.count + families.count)
    configuration.channels = defects.channels
    let photographs = Dictionary(
      defects.photographs.map { ($0.id, $0.digest) }, uniquingKeysWith: { first, _ in first })
    var plan = GeneratorPlan(
      types: defects.types, families: families.map(\.rawValue), photographs: photographs, fingerprint: fingerprint,
      configuration: configuration, steps: steps, seed: seed)
    plan.photographSide = side
    return plan
  }

  /// A training of this material: samples of mechanisms are made for it.
  /// - Parameters:
  ///   - progress: called with the samples made and their number.
  /// - Throws: `DiffusionError.cancelled`; `SynthesisError`, `ImagingError`.
  public func training(
    _ plan: GeneratorPlan, in folder: URL, device: Device = .cpu, criterion: GeneratorTraining.Criterion? = nil,
    progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
  ) throws -> GeneratorTraining {
    try plan.validate()
    let (channels, side) = (plan.configuration.channels, plan.configuration.side)
    var samples = SynthesisConfiguration()
    (samples.side, samples.pixelPitch) = (plan.photographSide, plan.pixelPitch)
    samples.families = plan.families.compactMap(DefectFamily.init)
    let physics =
      plan.physicsSamples == 0 || samples.families.isEmpty
      ? []
      : try DefectShot.mechanisms(
        plan.physicsSamples, on: good, configuration: samples, firstType: plan.types.count, channels: channels,
        side: side, seed: plan.seed, progress: progress, isCancelled: isCancelled)
    if samples.families.isEmpty { samples.families = DefectFamily.standard }
    let synthesizer = try SampleSynthesizer(samples)
    let surfaces = try concurrentMap(looks) { try synthesizer.surface(of: $0, among: good) }
    let real = defects.shots(channels: channels, side: side)
    for (type, shots) in zip(defects.types, real) where shots.isEmpty { throw DiffusionError.noDefects(type: type) }
    return GeneratorTraining(
      plan, source: ExampleSource(real: real, physics: physics),
      occurrences: defects.occurrences(good: surfaces.map(\.image)), surfaces: surfaces, in: folder,
      device: device, criterion: criterion)
  }
}
