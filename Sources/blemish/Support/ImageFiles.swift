import Datasets
import Foundation
import Imaging

/// Photographs that were named on the command line to be judged, alone or by their folder.
struct ImageFiles {
  /// A photograph, or what stands in the place of one.
  struct File: Sendable {
    let url: URL
    /// The path from the nearest folder that all that was named lies in; no two files share one.
    let path: String
    /// What keeps it from being judged, where that shows without opening it.
    let problem: String?
  }

  /// The photographs, each once: those in a folder in natural order.
  private(set) var files: [File] = []
  /// Paths of masks in the folders, which are not judged.
  private(set) var masks: [String] = []

  /// Finds what was named: files whatever they are, and photographs in and below folders.
  init(_ named: [URL]) {
    let named = named.map(\.standardizedFileURL)
    let base = Self.sharedFolder(of: named)
    var seen: Set<String> = []
    for url in named {
      let place = url.pathComponents.dropFirst(base.count).joined(separator: "/")
      let found =
        Self.isFolder(url) ? Self.listed(url, &masks) : [File(url: url, path: "", problem: Self.problem(with: url))]
      for file in found {
        let path = [place, file.path].filter { !$0.isEmpty }.joined(separator: "/")
        if seen.insert(path).inserted { files.append(File(url: file.url, path: path, problem: file.problem)) }
      }
    }
  }

  /// The photographs of a folder, and what cannot be opened though it looks like some.
  private static func listed(_ folder: URL, _ masks: inout [String]) -> [File] {
    do {
      let listing = try PhotographListing(of: folder)
      masks += listing.masks.map(\.path)
      let files =
        listing.photographs.map { File(url: $0.url, path: $0.path, problem: nil) }
        + listing.omissions.map {
          File(url: folder.appendingPathComponent($0.path), path: $0.path, problem: $0.reason)
        }
      return files.sorted { NaturalOrder.precedes($0.path, $1.path) }
    } catch { return [File(url: folder, path: "", problem: "\(error)")] }
  }

  /// What keeps a file that was named itself from being opened.
  private static func problem(with url: URL) -> String? {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return "there is no such file or folder" }
    return status.st_mode & S_IFMT == S_IFREG ? nil : "neither a file nor a folder"
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The deepest folder that all lie in.
  private static func sharedFolder(of named: [URL]) -> [String] {
    let folders = named.map { isFolder($0) ? $0.pathComponents : $0.deletingLastPathComponent().pathComponents }
    guard var shared = folders.first else { return [] }
    for folder in folders { while !folder.starts(with: shared) { shared.removeLast() } }
    return shared
  }
}
