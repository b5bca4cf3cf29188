import Foundation

/// A file in COCO's format: `images`, `categories`, and `annotations` with polygons, runs or boxes.
enum COCOAnnotations {
  /// What is said about each photograph, those without a defect included.
  /// - Returns: nil where the object is of another format.
  static func read(_ object: [String: Any]) throws -> [(path: String, annotation: Annotation)]? {
    guard let images = object["images"] as? [[String: Any]], let marks = object["annotations"] as? [[String: Any]]
    else {
      return nil
    }
    var names: [Int: String] = [:]
    for category in object["categories"] as? [[String: Any]] ?? [] {
      if let id = category["id"] as? Int { names[id] = category["name"] as? String }
    }
    let known = Set(images.compactMap { $0["id"] as? Int })
    var byImage: [Int: [[String: Any]]] = [:]
    for mark in marks {
      guard let image = mark["image_id"] as? Int, known.contains(image) else {
        throw AnnotationError("an annotation of an image that is not listed")
      }
      byImage[image, default: []].append(mark)
    }
    return try images.map { image in
      guard let id = image["id"] as? Int, let path = image["file_name"] as? String else {
        throw AnnotationError("an image without id or file_name")
      }
      let regions = try (byImage[id] ?? []).flatMap { try self.regions($0, names: names) }
      return (path, Annotation(regions: regions, size: AnnotationNumber.size(image["width"], image["height"])))
    }
  }

  private static func regions(_ mark: [String: Any], names: [Int: String]) throws -> [Annotation.Region] {
    let id = mark["category_id"] as? Int
    let label = id.flatMap { names[$0] } ?? "class \(id.map { "\($0)" } ?? "unknown")"
    return try shapes(mark).map { Annotation.Region(label: label, shape: $0) }
  }

  private static func shapes(_ mark: [String: Any]) throws -> [Annotation.Shape] {
    if let polygons = mark["segmentation"] as? [[Any]], !polygons.isEmpty { return try polygons.map(polygon) }
    if let flat = mark["segmentation"] as? [Any], flat.count >= 6 { return [try polygon(flat)] }
    if let runs = mark["segmentation"] as? [String: Any] { return [try self.runs(runs)] }
    guard let box = mark["bbox"] as? [Any], box.count == 4 else {
      throw AnnotationError("an annotation with neither segmentation nor bbox")
    }
    let corner = SIMD2(try AnnotationNumber.value(box[0]), try AnnotationNumber.value(box[1]))
    return [.box(corner, corner + SIMD2(try AnnotationNumber.value(box[2]), try AnnotationNumber.value(box[3])))]
  }

  private static func polygon(_ flat: [Any]) throws -> Annotation.Shape {
    guard flat.count >= 2, flat.count % 2 == 0 else { throw AnnotationError("a polygon of \(flat.count) numbers") }
    return .polygon(
      try stride(from: 0, to: flat.count, by: 2).map {
        SIMD2(try AnnotationNumber.value(flat[$0]), try AnnotationNumber.value(flat[$0 + 1]))
      })
  }

  private static func runs(_ object: [String: Any]) throws -> Annotation.Shape {
    guard let size = object["size"] as? [Int], size.count == 2, size.allSatisfy({ (1...1_000_000).contains($0) }) else {
      throw AnnotationError("runs without a size")
    }
    let counts =
      try object["counts"] as? [Int]
      ?? (object["counts"] as? String).map { try Self.counts(compressed: Array($0.utf8)) }
    let pixels = size[0] * size[1]
    guard let counts, counts.allSatisfy({ (0...pixels).contains($0) }), counts.reduce(0, { $0 &+ $1 }) == pixels else {
      throw AnnotationError("runs that do not fill \(size[1]) × \(size[0]) px")
    }
    return .runs(counts, width: size[1], height: size[0])
  }

  /// The counts of COCO's text form: groups of five bits from the lowest, a sixth bit for "more", as letters from "0";
  /// from the fourth count on the difference to the one before last.
  static func counts(compressed text: [UInt8]) throws -> [Int] {
    var (counts, value, shift) = ([Int](), 0, 0)
    for byte in text {
      let group = Int(byte) - 48
      guard (0..<64).contains(group), shift < 60 else { throw AnnotationError("runs with a letter that cannot be") }
      value |= (group & 0x1F) << shift
      shift += 5
      guard group & 0x20 == 0 else { continue }
      if group & 0x10 != 0 { value |= -1 << shift }
      counts.append(counts.count > 2 ? value &+ counts[counts.count - 2] : value)
      (value, shift) = (0, 0)
    }
    guard shift == 0 else { throw AnnotationError("runs that end early") }
    return counts
  }
}
