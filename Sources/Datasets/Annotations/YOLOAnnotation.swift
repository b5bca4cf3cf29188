import Foundation

/// A text of YOLO: a line for each object, its class and shares of width and height. Four of them are a box (centre, width,
/// height), with a fifth for the confidence; three pairs or more are an outline.
enum YOLOAnnotation {
  static func read(_ text: String, names: YOLONames) throws -> Annotation {
    let lines = text.split(whereSeparator: \.isNewline).enumerated()
    let regions = try lines.compactMap { number, line -> Annotation.Region? in
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.isEmpty { return nil }
      guard let kind = Int(words[0]), kind >= 0, words.count >= 5 else {
        throw AnnotationError("line \(number + 1) is no line of YOLO")
      }
      let shares = try words.dropFirst().map { try share($0, line: number + 1) }
      return Annotation.Region(label: names[kind], shape: try shape(shares, names: names, line: number + 1))
    }
    return Annotation(regions: regions)
  }

  private static func share(_ word: Substring, line: Int) throws -> Double {
    // Tools let boxes stick out by a rounding error.
    guard let value = Double(word), (-0.01...1.01).contains(value) else {
      throw AnnotationError("line \(line): \(word) is no share from 0 to 1")
    }
    return min(max(value, 0), 1)
  }

  private static func shape(_ shares: [Double], names: YOLONames, line: Int) throws -> Annotation.Shape {
    if shares.count <= 5 || names.describeKeypoints {
      let (centre, half) = (SIMD2(shares[0], shares[1]), SIMD2(shares[2], shares[3]) / 2)
      return .sharesBox(centre - half, centre + half)
    }
    guard shares.count % 2 == 0 else { throw AnnotationError("line \(line): an outline of \(shares.count) numbers") }
    return .sharesPolygon(stride(from: 0, to: shares.count, by: 2).map { SIMD2(shares[$0], shares[$0 + 1]) })
  }
}

/// The names of YOLO's classes: `classes.txt`, `obj.names`, or `names` in a YAML file.
struct YOLONames {
  private var names: [Int: String] = [:]
  /// Whether lines hold key points behind the box.
  private(set) var describeKeypoints = false

  init(_ files: [FileSorting.Entry]) {
    for entry in files.sorted(by: { $0.file.path.count < $1.file.path.count }) where names.isEmpty {
      let isYAML = ["yaml", "yml"].contains(entry.file.fileExtension)
      guard isYAML || Self.isList(entry.file), let data = try? Data(contentsOf: entry.file.url),
        let text = TextDecoding.text(data)
      else { continue }
      names = isYAML ? Self.yaml(text) : Self.list(text)
      describeKeypoints = isYAML && text.contains("kpt_shape")
    }
  }

  subscript(kind: Int) -> String { names[kind] ?? "class \(kind)" }

  /// Whether a file lists names of classes, not places in a photograph.
  static func isList(_ file: TreeFile) -> Bool {
    let name = file.url.lastPathComponent.lowercased()
    return ["classes.txt", "obj.names", "names.txt", "_darknet.labels"].contains(name) || name.hasSuffix(".names")
  }

  private static func list(_ text: String) -> [Int: String] {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    return Dictionary(uniqueKeysWithValues: lines.enumerated().map { ($0, $1) })
  }

  /// `names: [a, b]`, or below `names:` lines `- a` or `0: a`.
  private static func yaml(_ text: String) -> [Int: String] {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("names:") }) else { return [:] }
    let inline = lines[start].dropFirst("names:".count).trimmingCharacters(in: .whitespaces)
    let entries =
      inline.isEmpty
      ? lines[(start + 1)...].prefix { $0.first == " " || $0.first == "-" }.map(String.init)
      : inline.trimmingCharacters(in: CharacterSet(charactersIn: "[]{}")).split(separator: ",").map(String.init)
    var names: [Int: String] = [:]
    for (position, entry) in entries.enumerated() {
      let words = entry.trimmingCharacters(in: .whitespaces).drop { $0 == "-" }
      let parts = words.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      let isNumbered = parts.count == 2 && Int(parts[0]) != nil
      let name = isNumbered ? parts[1] : String(words).trimmingCharacters(in: .whitespaces)
      names[isNumbered ? Int(parts[0]) ?? position : position] = name.trimmingCharacters(
        in: CharacterSet(charactersIn: "\"'"))
    }
    return names
  }
}
