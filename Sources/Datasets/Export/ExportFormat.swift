import Foundation

/// The layouts that other programs read.
public enum ExportFormat: String, Codable, Sendable, CaseIterable {
  /// MVTec AD: `test/<type>/<id>.png`, `ground_truth/<type>/<id>_mask.png`, `train/good`.
  case mvtec
  /// COCO: `images/` and `annotations.json` with exact run lengths, an annotation for each connected region.
  case coco
  /// COCO with polygons, for programs that do not read run lengths.
  case cocoPolygons = "coco-polygons"
  /// YOLO segmentation: `images/`, `labels/<id>.txt`, `data.yaml`.
  case yolo
}

/// Good photographs that are to lie beside exported samples.
public struct GoodPhotographs: Sendable {
  /// The photographs.
  public let items: [DatasetItem]
  /// Side that they are resized to, px, as the samples were; nil copies their files.
  public let side: Int?

  /// Photographs to export.
  public init(_ items: [DatasetItem], side: Int?) { (self.items, self.side) = (items, side) }
}

/// One picture of an exported data set.
struct ExportedPicture: Sendable {
  /// Its name in the export, without extension; unique.
  let name: String
  /// Where it lies.
  let content: Content

  enum Content: Sendable {
    /// A sample: linked, not copied.
    case sample(image: URL, mask: URL, kind: String)
    /// A good photograph: copied, or resized to a square of this side.
    case good(URL, side: Int?)
  }
}

/// Writes one layout. Pictures are added in any order, from any thread; notes come back in the order of the pictures.
protocol PictureExporter: Sendable {
  /// What the closing files have to know of a picture.
  associatedtype Note: Sendable
  /// Folders and files at the top of the layout.
  static var topLevel: [String] { get }
  /// The folders that pictures are added to.
  var folders: [String] { get }
  /// Writes the files of a picture.
  func add(_ picture: ExportedPicture) throws -> Note
  /// Writes the files about all pictures.
  func finish(_ notes: [Note]) throws
}
