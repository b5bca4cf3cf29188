import Foundation

/// One photograph of a data set, with what is known about it.
public struct DatasetItem: Sendable, Equatable, Identifiable {
  /// What the part in the photograph is.
  public enum Label: String, Codable, Sendable {
    /// Free of defects.
    case good
    /// With at least one defect.
    case anomalous
    /// Not stated by the data set.
    case unknown
  }

  /// What the photograph may be used for.
  public enum Split: String, Codable, Sendable {
    /// May be learned from.
    case train
    /// Kept by the data set's authors for thresholds and early stopping.
    case validation
    /// Opened by evaluation only.
    case test
  }

  /// Path of the photograph relative to the data set's root, with `/`; unique in the data set.
  public let id: String
  /// The photograph's file.
  public let image: URL
  /// Good, anomalous or unknown.
  public let label: Label
  /// The kind of defect, for anomalous photographs: the defect folder's name, or what the list states.
  public let defectType: String?
  /// Mask files in natural order: none, one, or several whose union is the mask (MVTec LOCO).
  public let masks: [URL]
  /// Train, validation or test.
  public let split: Split

  /// An item with all its fields.
  public init(
    id: String, image: URL, label: Label, defectType: String? = nil, masks: [URL] = [], split: Split
  ) {
    self.id = id
    self.image = image
    self.label = label
    self.defectType = defectType
    self.masks = masks
    self.split = split
  }
}
