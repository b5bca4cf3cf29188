import Foundation
import Imaging

/// A file below the folder that is read.
struct TreeFile: Equatable {
  /// What a file is, by its first bytes where its name does not say so.
  enum Kind: Equatable {
    /// An image of a format that is read, or what is named like one.
    case picture
    /// A picture of a format that is not read; the format's name.
    case foreignPicture(String)
    /// Anything else.
    case other
    /// A name that is not UTF-8, which no path can hold.
    case unnameable
  }

  /// Path relative to the root, with `/`.
  let path: String
  let url: URL
  let kind: Kind

  init(path: String, url: URL, kind: Kind = .picture) {
    (self.path, self.url, self.kind) = (path, url, kind)
  }

  /// The path without its last extension.
  var key: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return path }
    return String(path.dropLast(name.distance(from: dot, to: name.endIndex)))
  }

  var fileExtension: String { url.pathExtension.lowercased() }
}

/// One folder below the folder that is read, listed in natural order: hidden entries and what systems leave behind are
/// passed over, links are followed but not in circles.
struct TreeFolder {
  let url: URL
  /// Path relative to the root; empty for the root itself.
  let path: String
  let files: [TreeFile]
  let folderNames: [String]
  /// The real folders that this one lies in, itself included: a link to one of them leads in a circle.
  private let enclosing: Set<DirectoryEntry.Identity>

  init(_ url: URL) throws { try self.init(url, path: "", enclosing: DirectoryEntry.identities(upwardsFrom: url)) }

  private init(_ url: URL, path: String, enclosing: Set<DirectoryEntry.Identity>) throws {
    var (files, folders) = ([TreeFile](), [String]())
    for entry in try DirectoryEntry.all(in: url) where !FolderNames.isHidden(entry.name) {
      if entry.isFolder, entry.isNameable {
        if !enclosing.contains(entry.identity) { folders.append(entry.name) }
      } else if let kind = entry.kind {
        let child = url.appendingPathComponent(entry.name)
        files.append(TreeFile(path: path.isEmpty ? entry.name : path + "/" + entry.name, url: child, kind: kind))
      }
    }
    (self.url, self.path, self.enclosing) = (url, path, enclosing)
    self.files = files.naturallySorted(by: \.path)
    folderNames = folders.naturallySorted { $0 }
  }

  /// The pictures of the folder itself that can be read.
  var images: [TreeFile] { files.filter { $0.kind == .picture } }

  /// The subfolder of exactly this name.
  func folder(_ name: String) throws -> TreeFolder {
    let child = url.appendingPathComponent(name)
    return try TreeFolder(
      child, path: path.isEmpty ? name : path + "/" + name,
      enclosing: enclosing.union(DirectoryEntry.identity(of: child).map { [$0] } ?? []))
  }

  /// The first subfolder whose name, in lower case, is one of `names`.
  func folder(among names: Set<String>) throws -> TreeFolder? {
    try folderNames.first { names.contains($0.lowercased()) }.map { try folder($0) }
  }

  /// The folder's own files and all below it, in natural order.
  func everyFile() throws -> [TreeFile] {
    try files + folderNames.flatMap { try folder($0).everyFile() }
  }

  /// All pictures in and below the folder.
  func everyImage() throws -> [TreeFile] { try everyFile().filter { $0.kind == .picture } }
}
