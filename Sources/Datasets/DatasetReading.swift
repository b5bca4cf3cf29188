import Foundation
import Imaging

/// What a person can say about a data set that its files do not.
public struct DatasetReading: Sendable, Equatable {
  /// Annotations that lie elsewhere: a folder of masks or of labelme, YOLO or Pascal VOC files, or a COCO file.
  public var annotations: URL?
  /// Which pixels of masks are the defect; nil where nobody has said, so that masks which mark most of the picture are
  /// asked about.
  public var masks: MaskConvention?
  /// How many bits of 16-bit samples the camera used; nil to find out.
  public var bits: Int?

  /// Everything as it is found, but for what is given.
  public init(annotations: URL? = nil, masks: MaskConvention? = nil, bits: Int? = nil) {
    (self.annotations, self.masks, self.bits) = (annotations, masks, bits)
  }
}

extension DatasetReading {
  /// What changes the pixels that are read from equal files.
  var settings: [String: String] {
    var settings: [String: String] = [:]
    if let bits, bits < 16 { settings["bits"] = "\(bits)" }
    if masks == .dark { settings["masks"] = MaskConvention.dark.rawValue }
    return settings
  }
}
