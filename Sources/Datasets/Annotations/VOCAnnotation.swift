import Foundation

/// A file of Pascal VOC: one photograph, `object`s with boxes (`bndbox`, pixels counted from 1) or outlines (`polygon`).
enum VOCAnnotation {
  /// - Returns: nil where the text is of another format.
  static func read(_ text: String) throws -> Annotation? {
    guard let root = try XMLElements.parse(text), root.name == "annotation" else { return nil }
    let size = root["size"]
    let regions = try root.children.filter { $0.name == "object" }.map { object in
      Annotation.Region(label: object["name"]?.text ?? "defect", shape: try shape(object))
    }
    return Annotation(
      regions: regions, size: AnnotationNumber.size(size?["width"]?.text, size?["height"]?.text))
  }

  private static func shape(_ object: XMLElements) throws -> Annotation.Shape {
    if let polygon = object["polygon"], let points = try points(polygon), points.count > 2 { return .polygon(points) }
    guard let box = object["bndbox"] else { throw AnnotationError("an object without bndbox") }
    func value(_ name: String) throws -> Double { try AnnotationNumber.value(box[name]?.text) }
    return .box(
      SIMD2(try value("xmin") - 1, try value("ymin") - 1), SIMD2(try value("xmax"), try value("ymax")))
  }

  /// `x1`, `y1`, `x2` … or `pt`s with `x` and `y`.
  private static func points(_ polygon: XMLElements) throws -> [SIMD2<Double>]? {
    let nested = polygon.children.filter { $0.name == "pt" || $0.name == "point" }
    if !nested.isEmpty {
      return try nested.map {
        SIMD2(try AnnotationNumber.value($0["x"]?.text), try AnnotationNumber.value($0["y"]?.text))
      }
    }
    let numbers = Dictionary(polygon.children.map { ($0.name, $0.text) }) { first, _ in first }
    var points: [SIMD2<Double>] = []
    while let x = numbers["x\(points.count + 1)"], let y = numbers["y\(points.count + 1)"] {
      points.append(SIMD2(try AnnotationNumber.value(x), try AnnotationNumber.value(y)))
    }
    return points.isEmpty ? nil : points
  }
}

/// An element of an XML text with its text and the elements in it; attributes, comments and declarations are passed over.
struct XMLElements {
  let name: String
  var text = ""
  var children: [XMLElements] = []

  /// The first element of a name in this one.
  subscript(_ name: String) -> XMLElements? { children.first { $0.name == name } }

  /// Elements in one another, at most; deeper ones would take more of the stack than a thread has.
  private static let mostLevels = 100

  /// The outermost element; nil where there is none.
  static func parse(_ text: String) throws -> XMLElements? {
    var open: [XMLElements] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      if !open.isEmpty { open[open.count - 1].text += decoded(rest[..<start]) }
      let isComment = rest[start...].hasPrefix("<!--")
      guard
        let end = isComment
          ? rest[start...].range(of: "-->")?.upperBound : rest[start...].firstIndex(of: ">").map(rest.index(after:))
      else { throw AnnotationError("XML that ends early") }
      let tag = rest[rest.index(after: start)..<rest.index(before: end)]
      rest = rest[end...]
      if tag.hasPrefix("?") || tag.hasPrefix("!") { continue }
      if !tag.hasPrefix("/") { open.append(XMLElements(name: String(tag.prefix { !$0.isWhitespace && $0 != "/" }))) }
      guard open.count <= mostLevels else { throw AnnotationError("XML of more than \(mostLevels) levels") }
      guard tag.hasPrefix("/") || tag.hasSuffix("/") else { continue }
      guard var element = open.popLast() else { throw AnnotationError("XML that closes what is not open") }
      element.text = element.text.trimmingCharacters(in: .whitespacesAndNewlines)
      if open.isEmpty { return element }
      open[open.count - 1].children.append(element)
    }
    if !open.isEmpty { throw AnnotationError("XML that ends early") }
    return nil
  }

  private static func decoded(_ text: Substring) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return String(text) }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
    return entities.reduce(String(text)) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }
}
