import Foundation
import Imaging

/// Instance segmentation in COCO's format: an annotation for each 8-connected region of a mask.
struct COCOExporter: PictureExporter {
  static let topLevel = ["images", "annotations.json"]

  let folder: ExportFolder
  let kinds: [String]
  let usesPolygons: Bool

  var folders: [String] { ["images"] }

  /// A picture and its regions, without the numbers that depend on other pictures.
  struct Note: Sendable {
    let fileName: String
    let width: Int
    let height: Int
    let kind: String?
    let regions: [MaskRegion]
  }

  func add(_ picture: ExportedPicture) throws -> Note {
    let path = try folder.put(picture.content, at: "images/\(picture.name)")
    let header = try ImageHeader.read(folder.root.appendingPathComponent(path))
    var note: (kind: String?, regions: [MaskRegion]) = (nil, [])
    if case .sample(let image, let mask, let kind) = picture.content {
      note = (kind, try MaskRegion.all(in: mask, of: image, header))
    }
    return Note(
      fileName: (path as NSString).lastPathComponent, width: header.width, height: header.height, kind: note.kind,
      regions: note.regions)
  }

  func finish(_ notes: [Note]) throws {
    var annotations: [COCOFile.Annotation] = []
    for (index, note) in notes.enumerated() {
      for region in note.regions {
        let box = region.component.box
        annotations.append(
          COCOFile.Annotation(
            id: annotations.count + 1, imageID: index + 1, categoryID: category(note.kind),
            segmentation: segmentation(of: region, note), area: region.component.area,
            bbox: [box.x, box.y, box.width, box.height], iscrowd: 0))
      }
    }
    let file = COCOFile(
      info: .init(), licenses: [], categories: kinds.map { .init(id: category($0), name: $0, supercategory: "defect") },
      images: notes.enumerated().map { .init(id: $0 + 1, fileName: $1.fileName, width: $1.width, height: $1.height) },
      annotations: annotations)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try folder.write(encoder.encode(file), to: "annotations.json", durable: true)
  }

  /// Categories count from 1.
  private func category(_ kind: String?) -> Int { 1 + (kind.flatMap(kinds.firstIndex) ?? 0) }

  private func segmentation(of region: MaskRegion, _ note: Note) -> COCOFile.Segmentation {
    guard usesPolygons else {
      let runs = RunLengths(region.pixels, at: region.component.box, inHeight: note.height, width: note.width)
      return .runLengths(counts: runs.compressed, size: [note.height, note.width])
    }
    return .polygons([region.polygon.flatMap { [$0.x, $0.y] }])
  }
}

/// The file's structure; only what has a meaning here, and what readers insist on.
private struct COCOFile: Encodable {
  struct Info: Encodable {
    let description = "synthetic surface defects"
    let contributor = "Blemish"
    let version = "1.0"
  }

  struct License: Encodable {}

  struct Category: Encodable {
    let id: Int
    let name: String
    let supercategory: String
  }

  struct Picture: Encodable {
    let id: Int
    let fileName: String
    let width: Int
    let height: Int

    enum CodingKeys: String, CodingKey {
      case id, width, height
      case fileName = "file_name"
    }
  }

  struct Annotation: Encodable {
    let id: Int
    let imageID: Int
    let categoryID: Int
    let segmentation: Segmentation
    let area: Int
    let bbox: [Int]
    /// 0: one object. 1 would mark a group that counts as background in COCO's measures.
    let iscrowd: Int

    enum CodingKeys: String, CodingKey {
      case id, segmentation, area, bbox, iscrowd
      case imageID = "image_id"
      case categoryID = "category_id"
    }
  }

  enum Segmentation: Encodable {
    case runLengths(counts: String, size: [Int])
    case polygons([[Int]])

    private enum CodingKeys: CodingKey { case counts, size }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .polygons(let polygons): try polygons.encode(to: encoder)
      case .runLengths(let counts, let size):
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(counts, forKey: .counts)
        try container.encode(size, forKey: .size)
      }
    }
  }

  let info: Info
  let licenses: [License]
  let categories: [Category]
  let images: [Picture]
  let annotations: [Annotation]
}
