import Datasets
import Foundation
import Torch

/// What the weights of samples may depend on: numbers that say how a sample was made and how it was judged.
///
/// Few numbers shared by all samples, instead of a free weight for each: a sample is seen only some times in a training,
/// too few to learn a weight of its own from.
struct SampleTraits {
  /// Families in the order of their columns.
  let families: [String]
  /// `[S, F]`: 1 at the family, then standardised area, contrast and severity.
  let table: Tensor
  /// The logit of each sample's estimated quality, `[S]`; 0 where there is no estimate.
  let qualityLogit: Tensor

  init(_ records: [SampleRecord]) {
    families = Set(records.map(\.family)).sorted()
    let names = families
    let numbers = [
      Self.standardised(records.map { log(Double(max(1, $0.area))) }),
      Self.standardised(records.map { $0.parameters["contrast"] ?? 0 }),
      Self.standardised(records.map { $0.parameters["severity"] ?? 0 }),
    ]
    let rows = records.indices.map { index in
      names.map { $0 == records[index].family ? 1.0 : 0.0 } + numbers.map { $0[index] }
    }
    let columns = families.count + numbers.count
    table = Tensor(rows.flatMap { $0.map(Float.init) }, [records.count, columns])
    qualityLogit = Tensor(
      records.map { record -> Float in
        guard let quality = record.quality else { return 0 }
        let held = min(0.99, max(0.01, quality))
        return Float(log(held / (1 - held)))
      }, [records.count])
  }

  /// Mean 0 and deviation 1; all zero where the values do not differ.
  private static func standardised(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count))).squareRoot()
    return values.map { deviation > 1e-9 ? ($0 - mean) / deviation : 0 }
  }
}
