import Foundation

/// One line of a sample set's `manifest.jsonl`: a synthetic defect sample and how it was made.
public struct SampleRecord: Codable, Sendable, Equatable, Identifiable {
  /// Unique in the set.
  public var id: String
  /// The seed that, with the configuration, makes exactly this sample again.
  public var seed: UInt64
  /// The photograph that the defect was put into, as it was given.
  public var source: String
  /// The family of the defect model.
  public var family: String
  /// Physical parameters by name with unit (`width_um`, `angle_deg`).
  public var parameters: [String: Double]
  /// The image, relative to the set's folder.
  public var image: String
  /// The mask (0 or 255), relative to the set's folder.
  public var mask: String
  /// Pixels of the mask.
  public var area: Int
  /// The kind of defect, where it is finer than the family.
  public var type: String?
  /// The soft coverage (16-bit grey), relative to the set's folder.
  public var coverage: String?
  /// A picture of the photograph as the way of drawing leaves it where it draws no defect, relative to the set's folder: a
  /// good photograph, by which what learns from the sample can tell the defect from traces of its making.
  public var decoy: String?
  /// Estimated quality, in [0, 1]; nil where it was not estimated.
  public var quality: Double?
  /// What the quality rests on, by name, each from 0 to 1 or in the unit that its name ends with.
  public var qualityParts: [String: Double]?
  /// How often the sample was drawn, the best drawing being kept; nil where it was drawn once.
  public var drawings: Int?
  /// How the sample was spoiled on purpose, for experiments; nil for a sound one.
  public var spoiling: String?

  /// What sort of defect it is: its type, or where it has none its family.
  public var kind: String { type.flatMap { $0.isEmpty ? nil : $0 } ?? family }

  /// The family of samples that were drawn by what has learned from real defects.
  public static let learnedFamily = "diffusion"

  /// Whether the sample was drawn by what has learned from real defects, not by a mechanism or a baseline.
  public var isLearned: Bool { family == Self.learnedFamily }

  /// A record with all its fields.
  public init(
    id: String, seed: UInt64, source: String, family: String, parameters: [String: Double], image: String,
    mask: String, area: Int, type: String? = nil, coverage: String? = nil, decoy: String? = nil, quality: Double? = nil,
    qualityParts: [String: Double]? = nil, drawings: Int? = nil, spoiling: String? = nil
  ) {
    self.id = id
    self.seed = seed
    self.source = source
    self.family = family
    self.parameters = parameters
    self.image = image
    self.mask = mask
    self.area = area
    self.type = type
    self.coverage = coverage
    self.decoy = decoy
    self.quality = quality
    self.qualityParts = qualityParts
    self.drawings = drawings
    self.spoiling = spoiling
  }

  /// The record as one line of JSON without the line feed: keys sorted, numbers in their shortest exact form, so equal
  /// records have equal bytes.
  ///
  /// - Throws: `DatasetError.invalidArgument` for a number that is not finite.
  public func jsonLine() throws -> Data {
    let numbers = parameters.merging(qualityParts ?? [:]) { first, _ in first }
    if let bad = numbers.first(where: { !$0.value.isFinite }) {
      throw DatasetError.invalidArgument(
        name: "sample \(id), parameter \(bad.key)", reason: "\(bad.value) is not finite")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}
