import Foundation

/// Paths that lists and annotations name, as other systems and programs write them.
final class ListedPath {
  private let folder: URL
  private var names: [String: [String]] = [:]

  /// - Parameter folder: The folder that paths are relative to.
  init(relativeTo folder: URL) { self.folder = folder }

  /// The components of a path, parted by `/` or `\`.
  static func components(_ path: String) -> [String] {
    path.split { $0 == "/" || $0 == "\\" }.map(String.init).filter { $0 != "." }
  }

  /// The file that a path means: as it stands; else with `\` for `/`, accents encoded otherwise, or, where only one file
  /// is meant then, in other capitals.
  /// - Returns: its path with `/` and where it is; nil where there is none.
  func resolve(_ path: String) -> (path: String, url: URL)? {
    let exact = path.hasPrefix("/") ? URL(fileURLWithPath: path) : folder.appendingPathComponent(path)
    if FileManager.default.fileExists(atPath: exact.path) { return (path, exact) }
    let isAbsolute = path.hasPrefix("/")
    var (place, found) = (isAbsolute ? URL(fileURLWithPath: "/") : folder, [String]())
    for component in Self.components(path) {
      guard let name = name(component, in: place) else { return nil }
      place.appendPathComponent(name)
      found.append(name)
    }
    return ((isAbsolute ? "/" : "") + found.joined(separator: "/"), place)
  }

  private func name(_ component: String, in folder: URL) -> String? {
    if component == ".." { return component }
    let listed = names[folder.path] ?? ((try? DirectoryEntry.all(in: folder)) ?? []).filter(\.isNameable).map(\.name)
    names[folder.path] = listed
    if let same = listed.first(where: { $0.utf8.elementsEqual(component.utf8) }) { return same }
    let alike = listed.filter { $0 == component }
    let candidates = alike.isEmpty ? listed.filter { $0.lowercased() == component.lowercased() } : alike
    return candidates.count == 1 ? candidates[0] : nil
  }
}
