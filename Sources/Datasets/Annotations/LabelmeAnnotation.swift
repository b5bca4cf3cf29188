import Foundation
import Imaging

/// A file of labelme, or of a tool that writes its format (X-AnyLabeling, AnyLabeling): one photograph, `shapes` with
/// points in pixels.
enum LabelmeAnnotation {
  /// - Returns: nil where the object is of another format.
  static func read(_ object: [String: Any]) throws -> Annotation? {
    guard let shapes = object["shapes"] as? [[String: Any]] else { return nil }
    let flags = (object["flags"] as? [String: Any] ?? [:]).filter { ($0.value as? Bool) == true }.keys.sorted()
    return Annotation(
      regions: try shapes.map(region),
      size: AnnotationNumber.size(object["imageWidth"], object["imageHeight"]), flags: flags)
  }

  private static func region(_ shape: [String: Any]) throws -> Annotation.Region {
    guard let points = shape["points"] as? [Any] else { throw AnnotationError("a shape without points") }
    let kind = shape["shape_type"] as? String ?? "polygon"
    let drawn = try self.shape(kind, points.map(AnnotationNumber.point), shape)
    return Annotation.Region(label: (shape["label"] as? String) ?? "defect", shape: drawn)
  }

  private static func shape(
    _ kind: String, _ points: [SIMD2<Double>], _ shape: [String: Any]
  ) throws -> Annotation.Shape {
    switch (kind, points.count) {
    case ("polygon", 3...), ("rotation", 3...), ("rectangle", 3...): return .polygon(points)
    case ("rectangle", 2): return .box(points[0], points[1])
    case ("circle", 2):
      let reach = points[1] - points[0]
      return .circle(points[0], radius: (reach * reach).sum().squareRoot())
    case ("line", 2...), ("linestrip", 2...), ("polygon", 1...2), ("point", 1), ("points", 1...): return .line(points)
    case ("mask", 1...):
      guard let text = shape["mask"] as? String, let data = Data(base64Encoded: text) else {
        throw AnnotationError("a shape of type mask without a picture")
      }
      let patch = Mask(try Image.decode(data, source: "mask of a shape"))
      return .patch(patch, x: Int(points[0].x.rounded()), y: Int(points[0].y.rounded()))
    default: throw AnnotationError("a shape of type \(kind) with \(points.count) points")
    }
  }
}
