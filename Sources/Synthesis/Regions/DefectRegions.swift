import Datasets
import Foundation
import Imaging
import Physics
import Randomness

/// Where a defect is to be drawn.
public struct DefectRegion: Sendable, Equatable {
  /// The pixels that it may change.
  public var mask: Mask
  /// The photograph with such a defect drawn roughly, to begin with; nil where only the region is known.
  public var draft: Image?
  /// The photograph itself, changed in the region as drafts are changed by being copied: to begin a decoy with; nil where
  /// drafts are not copied.
  public var copied: Image?

  /// A region from its parts.
  public init(mask: Mask, draft: Image? = nil, copied: Image? = nil) {
    (self.mask, self.draft, self.copied) = (mask, draft, copied)
  }
}

/// Where defects are to be drawn by a generator that is told the region.
public protocol DefectRegions: Sendable {
  /// Stable name, stored beside the samples.
  var name: String { get }
  /// A region for a defect of a type.
  /// - Returns: nil where this attempt found none.
  /// - Throws: `SynthesisError` or `PhysicsError`, where what makes regions has a fault.
  func region(of type: String, on surface: Surface, using stream: inout RandomStream) throws -> DefectRegion?
}

/// Varied copies of the regions of real defects; drafts are copies of the defects themselves.
public struct RealRegions: DefectRegions {
  /// Stable name, stored beside the samples.
  public let name = "real"
  private let occurrences: [String: [DefectOccurrence]]
  private let variation: MaskVariation

  /// Regions like those of each type's real defects.
  public init(_ occurrences: [String: [DefectOccurrence]], variation: MaskVariation = .init()) {
    (self.occurrences, self.variation) = (occurrences, variation)
  }

  /// A varied copy of one of the type's regions.
  public func region(of type: String, on surface: Surface, using stream: inout RandomStream) -> DefectRegion? {
    guard let known = occurrences[type], !known.isEmpty else { return nil }
    return stream.pick(known).region(on: surface, varied: variation, using: &stream)
  }
}

/// Regions that mechanisms would change; drafts are what they draw.
public struct MechanismRegions: DefectRegions {
  /// Stable name, stored beside the samples.
  public let name = "physics"
  private let mechanisms: MechanismGenerator

  /// Regions of the configuration's families and severities.
  public init(_ configuration: SynthesisConfiguration) { mechanisms = MechanismGenerator(configuration) }

  /// The region of a sample of a random family.
  public func region(of type: String, on surface: Surface, using stream: inout RandomStream) throws -> DefectRegion? {
    try mechanisms.generate(
      family: stream.pick(mechanisms.families), on: surface, insistence: 0, using: &stream
    ).map { DefectRegion(mask: $0.rendering.mask, draft: $0.rendering.image) }
  }
}

/// Regions that somebody has drawn, used as they are.
public struct DrawnRegions: DefectRegions {
  /// Stable name, stored beside the samples.
  public let name: String
  private let masks: [String: [Mask]]
  private let common: [Mask]

  /// Reads a folder of masks: those in folders named as types are for these, those beside them for any.
  /// - Throws: `SynthesisError.noRegions` where a type has no mask, or one is empty; `ImagingError`.
  public init(_ folder: URL, types: [String]) throws {
    func read(_ folder: URL) throws -> [Mask] {
      let files = (try? PhotographListing.pictures(straightIn: folder)) ?? []
      return try files.map { file in
        let mask = try Mask.read(file.url)
        guard mask.area > 0 else {
          throw SynthesisError.noRegions(path: file.url.path, reason: "is black all over")
        }
        return mask
      }
    }
    common = try read(folder)
    masks = try types.reduce(into: [:]) { $0[$1] = try read(folder.appendingPathComponent($1)) }
    for type in types where common.isEmpty && masks[type]?.isEmpty ?? true {
      throw SynthesisError.noRegions(
        path: folder.path, reason: "holds no mask for \(type): put PNG files into it, or into a folder \(type) in it")
    }
    name = "drawn"
  }

  /// One of the masks for the type, resized to the photograph and cut to the product.
  public func region(of type: String, on surface: Surface, using stream: inout RandomStream) -> DefectRegion? {
    let choices = (masks[type] ?? []) + common
    guard !choices.isEmpty else { return nil }
    let mask = stream.pick(choices).resized(
      width: surface.image.width, height: surface.image.height, rule: .anyCovered)
    let kept = mask.intersection(surface.foreground)
    return kept.area > 0 ? DefectRegion(mask: kept) : nil
  }
}
