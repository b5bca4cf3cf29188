import Foundation

/// Finds and reads annotation files: labelme and COCO (JSON), YOLO (text), Pascal VOC (XML).
///
/// What looks like an annotation and is none of them becomes an error that names it: photographs whose annotations are
/// passed over would be learned as good.
struct AnnotationReader {
  /// What a file says about one photograph.
  struct Found {
    let file: TreeFile
    /// Keys that the photograph may go by, best first.
    let keys: [String]
    let annotation: Annotation
    /// Whether the file is about many photographs, and lists those without a defect too.
    let isList: Bool
  }

  struct Reading {
    var annotations: [Found] = []
    var problems: [DatasetProblem] = []
    /// Folders whose photographs a list claims to cover.
    var listedFolders: Set<String> = []
  }

  /// Formats in which annotations are kept that are not read.
  private static let foreign: Set<String> = [
    "mat", "npy", "npz", "pkl", "h5", "geojson", "nii", "zip", "svg", "tfrecord", "ndjson", "jsonl",
  ]

  private let index: PhotographIndex

  init(photographs: [FileSorting.Entry]) { index = PhotographIndex(photographs.map(\.key)) }

  /// - Parameter isNamed: Whether the folder was named as one of annotations, so that every file in it must be one.
  func read(_ sorting: FileSorting, isNamed: Bool = false) -> Reading {
    var reading = Reading()
    let names = YOLONames(sorting.others)
    for entry in sorting.others {
      do { try read(entry, names: names, isNamed: isNamed, into: &reading) } catch {
        reading.problems.append(Self.notUnderstood(entry.file, "\(error)"))
      }
    }
    for entry in sorting.foreign where entry.isAmongLabels || isNamed || isNamedAsMask(entry) {
      reading.problems.append(Self.notUnderstood(entry.file, entry.file.reasonToLeaveOut))
    }
    return reading
  }

  private func read(
    _ entry: FileSorting.Entry, names: YOLONames, isNamed: Bool, into reading: inout Reading
  ) throws {
    let isExpected = isNamed || belongsToPhotograph(entry)
    switch entry.file.fileExtension {
    case "json": try readJSON(entry, isExpected: isExpected, into: &reading)
    case "xml":
      let text = try Self.text(entry.file)
      guard let annotation = try VOCAnnotation.read(text) else {
        if isExpected || text.contains("<annotations") { throw AnnotationError("no Pascal VOC annotation") }
        return
      }
      reading.annotations.append(
        Found(file: entry.file, keys: MaskNames.candidates(for: entry.key), annotation: annotation, isList: false))
    case "txt" where !YOLONames.isList(entry.file) && (isExpected || entry.isAmongLabels):
      try readYOLO(entry, names: names, isExpected: isExpected, into: &reading)
    case let ending where Self.foreign.contains(ending) && isExpected:
      throw AnnotationError("\(ending) files are not read; write masks as PNG, or COCO, labelme, YOLO or Pascal VOC")
    default: break
    }
  }

  /// Whether a file has a photograph's name, with or without its extension (`000.json`, `000.png.json`).
  private func belongsToPhotograph(_ entry: FileSorting.Entry) -> Bool {
    let keys = [entry.key, (entry.key as NSString).deletingPathExtension]
    return index.match(keys) != .none
  }

  /// Whether a file is named as the mask of a photograph.
  private func isNamedAsMask(_ entry: FileSorting.Entry) -> Bool {
    MaskNames.withoutWord(entry.key).map { index.match([$0]) != .none } ?? false
  }

  private func readJSON(_ entry: FileSorting.Entry, isExpected: Bool, into reading: inout Reading) throws {
    let json: Any
    do { json = try JSONSerialization.jsonObject(with: Self.data(entry.file)) } catch {
      if isExpected { throw AnnotationError("no JSON: \(error.localizedDescription)") }
      return
    }
    let object = json as? [String: Any] ?? [:]
    if let annotation = try LabelmeAnnotation.read(object) {
      let keys = Self.keys(entry, file: object["imagePath"] as? String)
      reading.annotations.append(Found(file: entry.file, keys: keys, annotation: annotation, isList: false))
    } else if let list = try COCOAnnotations.read(object) {
      reading.annotations += list.map { path, annotation in
        Found(file: entry.file, keys: Self.keys(entry, listed: path), annotation: annotation, isList: true)
      }
      reading.listedFolders.insert(entry.isAmongLabels ? "" : Self.folder(entry.file.path))
    } else if isExpected || entry.isAmongLabels || Self.looksLikeAnnotation(object) {
      throw AnnotationError("neither labelme nor COCO")
    }
  }

  private func readYOLO(
    _ entry: FileSorting.Entry, names: YOLONames, isExpected: Bool, into reading: inout Reading
  ) throws {
    do {
      let annotation = try YOLOAnnotation.read(Self.text(entry.file), names: names)
      let keys = MaskNames.candidates(for: entry.key)
      reading.annotations.append(Found(file: entry.file, keys: keys, annotation: annotation, isList: false))
    } catch  where !isExpected {
      // A text among labels that no photograph goes with: a licence, a description.
    }
  }

  /// The key of a file of annotations for one photograph: its own, then that of the photograph that it names.
  private static func keys(_ entry: FileSorting.Entry, file: String?) -> [String] {
    var keys = MaskNames.candidates(for: entry.key)
    if let file { keys.append(joined(folder(entry.key), key(of: ListedPath.components(file).last ?? file))) }
    return keys
  }

  /// The keys of a photograph that a list names: as it stands, from the list's folder, by its name alone.
  private static func keys(_ entry: FileSorting.Entry, listed path: String) -> [String] {
    let parts = ListedPath.components(path).dropLast().compactMap { part in
      let reading = FolderReading(part)
      return reading.purpose == .plain ? part : reading.rest
    }
    let name = key(of: ListedPath.components(path).last ?? path)
    let whole = (parts + [name]).joined(separator: "/")
    return [joined(folder(entry.key), whole), whole, joined(folder(entry.key), name), name]
  }

  private static func key(of name: String) -> String { TreeFile(path: name, url: URL(fileURLWithPath: "/")).key }

  private static func joined(_ folder: String, _ path: String) -> String { folder.isEmpty ? path : folder + "/" + path }

  private static func folder(_ path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }

  /// Words at the top of the annotation files of other tools.
  private static func looksLikeAnnotation(_ object: [String: Any]) -> Bool {
    let words: Set<String> = [
      "annotations", "shapes", "regions", "polygons", "bboxes", "_via_img_metadata", "outlines",
    ]
    return object.keys.contains { words.contains($0.lowercased()) }
      || object.values.contains { ($0 as? [String: Any])?["regions"] != nil }
  }

  private static func data(_ file: TreeFile) throws -> Data {
    do { return try Data(contentsOf: file.url) } catch {
      throw AnnotationError("cannot be read: \(error.localizedDescription)")
    }
  }

  private static func text(_ file: TreeFile) throws -> String {
    guard let text = TextDecoding.text(try data(file)) else { throw AnnotationError("no text") }
    return text
  }

  private static func notUnderstood(_ file: TreeFile, _ reason: String) -> DatasetProblem {
    DatasetProblem(
      .error, .annotationNotUnderstood, files: [file.path],
      message: "looks like an annotation and is not understood (\(reason)); without it defects would be taken for good")
  }
}

/// What is wrong with an annotation, without the file's name.
struct AnnotationError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Numbers of annotation files, none of which may be absurd.
enum AnnotationNumber {
  static func value(_ any: Any?) throws -> Double {
    guard let number = (any as? NSNumber)?.doubleValue ?? (any as? String).flatMap(Double.init), number.isFinite,
      abs(number) < 1e7
    else { throw AnnotationError("\(any.map { "\($0)" } ?? "nothing") where a number should be") }
    return number
  }

  static func point(_ any: Any?) throws -> SIMD2<Double> {
    guard let pair = any as? [Any], pair.count == 2 else { throw AnnotationError("a point is no pair of numbers") }
    return SIMD2(try value(pair[0]), try value(pair[1]))
  }

  /// Width and height; nil where one is absent or not positive.
  static func size(_ width: Any?, _ height: Any?) -> SIMD2<Int>? {
    guard let width = try? value(width), let height = try? value(height), width >= 1, height >= 1 else { return nil }
    return SIMD2(Int(width), Int(height))
  }
}
