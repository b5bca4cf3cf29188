import Datasets
import Foundation
import Imaging
import Physics
import Randomness
import Synthesis

/// A trained generator of defects: what it has learned, from what, and where such defects occur.
public struct DefectGenerator: Sendable {
  /// How it was trained.
  public let plan: GeneratorPlan
  /// The step of the training whose network this is.
  public let step: Int
  /// The network.
  public let network: DenoisingGenerator
  /// The regions of the real defects of each type.
  public let occurrences: [String: [DefectOccurrence]]
  /// Tells this generator from others, hexadecimal.
  public let fingerprint: String

  init(
    plan: GeneratorPlan, step: Int, network: DenoisingGenerator, occurrences: [String: [DefectOccurrence]],
    fingerprint: String
  ) {
    (self.plan, self.step, self.network) = (plan, step, network)
    (self.occurrences, self.fingerprint) = (occurrences, fingerprint)
  }

  /// The real types it can draw.
  public var types: [String] { plan.types }

  /// Varied copies of the real defects' regions.
  public func realRegions(varied variation: MaskVariation = .init()) -> RealRegions {
    RealRegions(occurrences, variation: variation)
  }

  /// The settings of samples on photographs of the size that it was trained on.
  public var samples: SynthesisConfiguration {
    var configuration = SynthesisConfiguration()
    (configuration.side, configuration.pixelPitch) = (plan.photographSide, plan.pixelPitch)
    // Real defects may be larger than mechanisms make them.
    configuration.greatestArea = 1
    return configuration
  }

  /// Writes or completes a sample set with as many samples of each type, on good photographs; deterministic by seed and
  /// sample id.
  /// - Parameters:
  ///   - count: samples of each type.
  ///   - types: some of ``types``; nil for all of them.
  ///   - regions: where defects are drawn; nil for varied copies of the real ones.
  ///   - isCancelled: asked before each sample.
  /// - Throws: `SynthesisError`, `ImagingError`, `DatasetError`.
  @discardableResult
  public func draw(
    _ count: Int, ofEach types: [String]? = nil, on photographs: [DatasetItem],
    regions: (any DefectRegions)? = nil, seed: UInt64, to folder: URL,
    progress: (@Sendable (SynthesisProgress) -> Void)? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> SampleSet {
    let types = types ?? self.types
    let drawn = DiffusionDefects(self, types: types, regions: regions)
    return try SampleSynthesizer(samples, generator: drawn).synthesize(
      photographs: photographs, count: count * types.count, seed: seed, to: folder, progress: progress,
      isCancelled: isCancelled)
  }
}
