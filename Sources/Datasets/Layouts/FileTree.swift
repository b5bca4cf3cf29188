import Foundation

/// A file below a data set's root.
struct TreeFile: Equatable {
  /// Path relative to the root, with `/`.
  let path: String
  let url: URL

  /// The path without its last extension.
  var key: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return path }
    return String(path.dropLast(name.distance(from: dot, to: name.endIndex)))
  }

  var fileExtension: String { url.pathExtension.lowercased() }
}

/// One folder below a data set's root, listed in natural order; hidden entries are left out, links are followed.
struct TreeFolder {
  /// Image formats that can be read, by extension; what a file really is decides its first bytes when it is opened.
  static let imageExtensions: Set<String> = ["png", "jpg", "jpeg", "bmp"]
  /// Image formats that cannot be read, so that they are named instead of being passed over.
  static let unsupportedExtensions: Set<String> = ["tif", "tiff", "webp", "gif", "heic", "jp2", "ppm", "pgm", "dng"]
  /// Deeper than this there is a loop of links.
  static let maximumDepth = 24

  let url: URL
  /// Path relative to the root; empty for the root itself.
  let path: String
  let files: [TreeFile]
  let folderNames: [String]

  init(_ url: URL, path: String = "") throws {
    let manager = FileManager.default
    let names: [String]
    do { names = try manager.contentsOfDirectory(atPath: url.path) } catch {
      throw DatasetError.unreadableFolder(path: url.path, reason: error.localizedDescription)
    }
    var (files, folders) = ([TreeFile](), [String]())
    for name in names.naturallySorted(by: { $0 }) where !name.hasPrefix(".") && name != "__MACOSX" {
      var isFolder: ObjCBool = false
      let child = url.appendingPathComponent(name)
      // What cannot be reached (a dangling link, a name that is not UTF-8) stays: opening it will say what is wrong.
      if manager.fileExists(atPath: child.path, isDirectory: &isFolder), isFolder.boolValue {
        folders.append(name)
      } else {
        files.append(TreeFile(path: path.isEmpty ? name : path + "/" + name, url: child))
      }
    }
    (self.url, self.path, self.files, self.folderNames) = (url, path, files, folders)
  }

  /// The image files of the folder itself.
  var images: [TreeFile] { files.filter { Self.imageExtensions.contains($0.fileExtension) } }

  /// The files of the folder itself in image formats that cannot be read.
  var unsupported: [TreeFile] { files.filter { Self.unsupportedExtensions.contains($0.fileExtension) } }

  /// The subfolder of exactly this name.
  func folder(_ name: String) throws -> TreeFolder {
    try TreeFolder(url.appendingPathComponent(name), path: path.isEmpty ? name : path + "/" + name)
  }

  /// The first subfolder whose name, in lower case, is one of `names`.
  func folder(among names: Set<String>) throws -> TreeFolder? {
    try folderNames.first { names.contains($0.lowercased()) }.map { try folder($0) }
  }

  /// The folder's own files and all below it, in natural order.
  func everyFile(depth: Int = 0) throws -> [TreeFile] {
    guard depth < Self.maximumDepth else {
      throw DatasetError.unreadableFolder(path: url.path, reason: "nested too deeply: a loop of links?")
    }
    return try files + folderNames.flatMap { try folder($0).everyFile(depth: depth + 1) }
  }

  /// All image files in and below the folder.
  func everyImage() throws -> [TreeFile] {
    try everyFile().filter { Self.imageExtensions.contains($0.fileExtension) }
  }
}

/// Folder names with a meaning, in lower case.
enum FolderNames {
  static let good: Set<String> = [
    "good", "ok", "normal", "normals", "nominal", "defect_free", "defect-free", "defectfree", "okay", "pass",
  ]
  static let train: Set<String> = ["train", "training"]
  static let validation: Set<String> = ["validation", "val", "valid"]
  static let test: Set<String> = ["test", "testing"]
  static let masks: Set<String> = [
    "ground_truth", "ground-truth", "groundtruth", "gt", "masks", "mask", "annotations", "labels",
  ]
  static let images: Set<String> = ["images", "image", "imgs", "img"]

  static func isGood(_ name: String) -> Bool { good.contains(name.lowercased()) }
}
