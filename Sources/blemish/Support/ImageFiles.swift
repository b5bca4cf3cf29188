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

  /// All images: files as they are, folders with all below them in natural order. Names are made unique.
  static func all(_ paths: [URL]) throws -> [File] {
    var files: [File] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder) else {
        throw UserError("\(path.path): no such image or folder")
      }
      files += try isFolder.boolValue ? below(path) : [File(url: path, name: path.lastPathComponent)]
    }
    guard !files.isEmpty else {
      throw UserError("\(paths[0].path): no \(ImageFormat.list) images in it")
    }
    return unique(files)
  }

  /// The photographs in and below a folder; what is left out is named.
  private static func below(_ folder: URL) throws -> [File] {
    let listing = try PhotographListing(of: folder)
    for omission in listing.omissions { Console.note("left out: \(omission.path): \(omission.reason)") }
    if !listing.masks.isEmpty { Console.note("left out: \(listing.masks.count) masks in \(folder.path)") }
    return listing.photographs.map { File(url: $0.url, name: $0.path) }
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
