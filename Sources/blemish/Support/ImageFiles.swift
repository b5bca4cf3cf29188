import Datasets
import Foundation
import Imaging

/// Photographs that were named on the command line, alone or by their folder.
enum ImageFiles {
  /// A photograph and the name that results carry.
  struct File: Sendable {
    let url: URL
    let name: String
  }

  private static let endings: Set<String> = ["png", "jpg", "jpeg", "bmp"]

  /// All images: files as they are, folders with all below them in natural order. Names are made unique.
  static func all(_ paths: [URL]) throws -> [File] {
    var files: [File] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder) else {
        throw UserError("\(path.path): no such image or folder")
      }
      files += isFolder.boolValue ? below(path) : [File(url: path, name: path.lastPathComponent)]
    }
    guard !files.isEmpty else {
      throw UserError("\(paths[0].path): no .png, .jpg or .bmp images in it")
    }
    return unique(files)
  }

  private static func below(_ folder: URL) -> [File] {
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return names.filter { name in
      let file = (name as NSString).lastPathComponent
      return !file.hasPrefix(".") && endings.contains((name as NSString).pathExtension.lowercased())
    }
    .sorted(by: NaturalOrder.precedes)
    .map { File(url: folder.appendingPathComponent($0), name: $0) }
  }

  /// Two images of one name would overwrite each other's results.
  private static func unique(_ files: [File]) -> [File] {
    var seen: [String: Int] = [:]
    return files.map { file in
      let stem = (file.name as NSString).deletingPathExtension
      let count = seen[stem, default: 0]
      seen[stem] = count + 1
      guard count > 0 else { return file }
      return File(url: file.url, name: "\(stem)-\(count + 1).\((file.name as NSString).pathExtension)")
    }
  }
}
