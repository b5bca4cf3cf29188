import Datasets
import Foundation
import Torch

/// What the weights of samples may depend on: how a sample was made, how it looks to the memory, how it was judged.
///
/// Few numbers shared by all samples, instead of a free weight for each: a sample is seen only some times in a training,
/// too few to learn a weight of its own from.
struct SampleTraits {
  /// The columns of the table.
  let names: [String]
  /// `[S, K]`: 1 at the family, then further traits of mean 0 and deviation 1.
  let table: Tensor
  /// The logit of each sample's estimated quality, `[S]`; 0 where there is no estimate.
  let qualityLogit: Tensor

  init(_ set: TrainingSet) {
    let records = set.records
    let families = Set(records.map(\.family)).sorted()
    let (visibility, halo) = Self.seen(set)
    let traits: [(name: String, values: [Double])] =
      families.map { family in (family, records.map { $0.family == family ? 1 : 0 }) }
      + [
        ("log area", Self.standardised(records.map { log(Double(max(1, $0.area))) })),
        ("contrast", Self.standardised(records.map { $0.parameters["contrast"] ?? 0 })),
        ("severity", Self.standardised(records.map { $0.parameters["severity"] ?? 0 })),
        ("visibility", Self.standardised(visibility)), ("halo", Self.standardised(halo)),
      ]
    names = traits.map(\.name)
    table = Tensor(
      records.indices.flatMap { index in traits.map { Float($0.values[index]) } }, [records.count, traits.count])
    qualityLogit = Tensor(records.map { $0.quality.map(Self.logit) ?? 0 }, [records.count])
  }

  /// How far samples are from the memories, in standard deviations of good images above its own image's mean: within the mask (a
  /// defect that cannot be seen, or a mask in the wrong place, is near 0) and in a ring of three cells around it (where a
  /// mask that is too small or shifted leaves some of the defect).
  private static func seen(_ set: TrainingSet) -> (visibility: [Double], halo: [Double]) {
    guard let match = set.sampleMatch, let coverage = set.coverage else {
      preconditionFailure("weights are those of samples")
    }
    let evidence = set.statistics.evidence(match.distances, weights: set.weights)
    let inside = coverage.to(evidence.device).maxPool2d(2)
    let ring = (inside.maxPool2d(7, stride: 1, padding: 3) .> 1e-4).to(.float32) * (inside .<= 1e-4).to(.float32)
    let above = evidence - evidence.mean([1, 2, 3], keepDim: true)
    func mean(_ weight: Tensor) -> [Double] {
      let mean = (above * weight).sum([1, 2, 3]) / weight.sum([1, 2, 3]).clamp(1e-6)
      let found = mean.to(.cpu).array(of: Float.self)
      return found.prefix(set.records.count).map(Double.init)
    }
    return (mean(inside), mean(ring))
  }

  private static func logit(_ quality: Double) -> Float {
    let held = min(0.99, max(0.01, quality))
    return Float(log(held / (1 - held)))
  }

  /// Mean 0 and deviation 1; all zero where the values do not differ.
  private static func standardised(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count))).squareRoot()
    return values.map { deviation > 1e-9 ? ($0 - mean) / deviation : 0 }
  }
}
