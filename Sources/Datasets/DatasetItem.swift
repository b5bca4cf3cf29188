import Foundation
import Imaging

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
  /// The kind of defect, for anomalous photographs: the defect folder's name, or what the list or annotation states.
  public let defectType: String?
  /// The files that the mask comes from, in natural order: none, one, or several whose union is the mask (MVTec LOCO). An
  /// annotation file is among them.
  public let masks: [URL]
  /// Train, validation or test.
  public let split: Split
  /// What the annotation files among `masks` say about the photograph; nil where there is none.
  public let annotation: Annotation?
  /// Which pixels of the mask pictures are the defect.
  public let maskConvention: MaskConvention
  /// How many bits of 16-bit samples the camera used; nil for all of them.
  public let bits: Int?

  /// An item with all its fields.
  public init(
    id: String, image: URL, label: Label, defectType: String? = nil, masks: [URL] = [], split: Split,
    annotation: Annotation? = nil, maskConvention: MaskConvention = .light, bits: Int? = nil
  ) {
    self.id = id
    self.image = image
    self.label = label
    self.defectType = defectType
    self.masks = masks
    self.split = split
    self.annotation = annotation
    self.maskConvention = maskConvention
    self.bits = bits
  }

  /// The same photograph for another purpose.
  func moved(to split: Split) -> DatasetItem {
    DatasetItem(
      id: id, image: image, label: label, defectType: defectType, masks: masks, split: split, annotation: annotation,
      maskConvention: maskConvention, bits: bits)
  }

  /// The same photograph by a camera of some bits.
  func using(bits: Int?) -> DatasetItem {
    DatasetItem(
      id: id, image: image, label: label, defectType: defectType, masks: masks, split: split, annotation: annotation,
      maskConvention: maskConvention, bits: bits)
  }
}
