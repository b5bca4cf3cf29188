import Datasets
import Foundation
import Imaging
import Randomness
import Synthesis

/// The real defects that a generator may learn from, in memory.
public struct FittingDefects: Sendable {
  /// A photograph of a defect.
  public struct Photograph: Sendable {
    /// Its id in the data set.
    public let id: String
    /// SHA-256 of its file, hexadecimal.
    public let digest: String
    /// Index of the defect's type.
    public let type: Int
    /// The photograph.
    public let image: Image
    /// The defect's region.
    public let mask: Mask
  }

  /// The types in natural order.
  public let types: [String]
  /// The photographs in natural order of their ids.
  public let photographs: [Photograph]

  /// Reads photographs and masks.
  /// - Parameters:
  ///   - items: photographs of defects with masks.
  ///   - side: side that they are resized to, px; nil keeps their size.
  ///   - least: smallest side that a photograph may have then, px.
  /// - Throws: `DiffusionError.noDefects` where a type has none that can be used, or there is no type;
  ///   `.smallPhotograph`; `ImagingError`, `DatasetError`.
  public init(_ items: [DatasetItem], side: Int?, least: Int) throws {
    let types = Set(items.compactMap(\.defectType)).sorted { NaturalOrder.precedes($0, $1) }
    guard !types.isEmpty else { throw DiffusionError.noDefects(type: nil) }
    photographs = try concurrentMap(items) { item -> Photograph? in
      guard let type = item.defectType.flatMap({ types.firstIndex(of: $0) }), !item.masks.isEmpty,
        let mask = try item.readMask(), mask.area > 0
      else { return nil }
      let image = try item.readImage()
      let (width, height) = (side ?? image.width, side ?? image.height)
      guard min(width, height) >= least else {
        throw DiffusionError.smallPhotograph(path: item.image.path, width: width, height: height, least: least)
      }
      let majority = mask.resized(width: width, height: height, rule: .majority)
      let region = majority.area > 0 ? majority : mask.resized(width: width, height: height, rule: .anyCovered)
      return Photograph(
        id: item.id, digest: try SHA256.hexDigest(ofFile: item.image), type: type,
        image: image.resized(width: width, height: height), mask: region)
    }.compactMap { $0 }
    for (index, type) in types.enumerated() where !photographs.contains(where: { $0.type == index }) {
      throw DiffusionError.noDefects(type: type)
    }
    self.types = types
  }

  /// 3 where any photograph is coloured, else 1.
  public var channels: Int { photographs.map(\.image.channels).max() ?? 1 }

  /// How many photographs a type has.
  public func count(of type: String) -> Int { photographs.count { types[$0.type] == type } }

  /// The defects by type, to be learned from.
  public func shots(channels: Int, side: Int) -> [[DefectShot]] {
    types.indices.map { type in
      concurrentMap(photographs.filter { $0.type == type }) {
        DefectShot.shots(of: $0.image, $0.mask, type: type, channels: channels, side: side)
      }.flatMap { $0 }
    }
  }

  /// Where defects of each type occur.
  /// - Parameter good: photographs that tell the product from the background.
  public func occurrences(good: [Image]) -> [String: [DefectOccurrence]] {
    let finder = ProductFinder(photographs: good)
    let all = concurrentMap(photographs) { photograph in
      (
        photograph.type,
        DefectOccurrence(
          photograph.mask, product: finder.showsObject ? finder.product(in: photograph.image) : nil,
          in: photograph.image)
      )
    }
    return all.reduce(into: [:]) { found, entry in
      if let occurrence = entry.1 { found[types[entry.0], default: []].append(occurrence) }
    }
  }
}

extension DefectShot {
  /// Defects of mechanisms on good photographs, each family a type of its own from `firstType` on. Samples of which
  /// nothing can be seen are left out.
  /// - Parameters:
  ///   - count: how many samples are made, families in turn.
  ///   - progress: called with the samples made and their number.
  /// - Throws: `DiffusionError.cancelled`; `SynthesisError`, `ImagingError`, `PhysicsError`.
  public static func mechanisms(
    _ count: Int, on photographs: [DatasetItem], configuration: SynthesisConfiguration, firstType: Int, channels: Int,
    side: Int, seed: UInt64, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
  ) throws -> [DefectShot] {
    let synthesizer = try SampleSynthesizer(configuration)
    let families = configuration.families.map(\.rawValue)
    var shots: [DefectShot] = []
    for start in stride(from: 0, to: count, by: 16) {
      if isCancelled() { throw DiffusionError.cancelled }
      let end = min(count, start + 16)
      shots += try concurrentMap(Array(start..<end)) { index -> [DefectShot] in
        do {
          let sample = try synthesizer.sample(index, photographs: photographs, seed: seed)
          guard let family = families.firstIndex(of: sample.record.family) else { return [] }
          return DefectShot.shots(
            of: sample.image, sample.mask, type: firstType + family, channels: channels, side: side)
        } catch SynthesisError.nothingVisible { return [] }
      }.flatMap { $0 }
      progress(end, count)
    }
    return shots
  }
}
