import Datasets
import Foundation
import Imaging
import Physics
import Randomness

extension SampleSynthesizer {
  /// A contact sheet: a row for each family, its masks outlined in the lower half of the row.
  /// - Parameters:
  ///   - perFamily: samples in a row.
  ///   - side: side of a cell, px.
  /// - Throws: `SynthesisError`, or `ImagingError` where a photograph cannot be read.
  public func preview(
    photographs: [DatasetItem], perFamily: Int = 6, side: Int = 192, seed: UInt64
  ) throws -> Image {
    guard !photographs.isEmpty else { throw SynthesisError.noPhotographs }
    let surfaces = try photographs.prefix(perFamily).map { ($0, try surface(of: $0, among: photographs)) }
    let cells = try generator.families.flatMap { family in
      let samples = try (0..<perFamily).map { index in
        var stream = RandomStream(seed: seed, key: "preview \(family)").split(index)
        let (item, surface) = surfaces[index % surfaces.count]
        let plan = Plan(index: index, photograph: index % surfaces.count, family: family, seed: stream.next() >> 11)
        return try sample(plan, source: item.id, surface: surface)
      }
      return samples.map(\.image) + samples.map { $0.image.outlined($0.mask, colour: SIMD3(1, 0.2, 0.1)) }
    }
    return .contactSheet(cells, columns: perFamily, cell: (side, side))
  }
}
