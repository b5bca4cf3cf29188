import Foundation
import Imaging

/// A name in a folder, as the disk holds it: on Linux names are bytes, which need not be text.
struct DirectoryEntry {
  /// A real file or folder, whatever links lead to it.
  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }

  /// The name; bytes that are not UTF-8 are written as `\xF6`.
  let name: String
  /// Whether `name` is the very name.
  let isNameable: Bool
  let isFolder: Bool
  let identity: Identity
  /// What the file is; nil for what is neither a file nor a link to one (pipes, devices).
  let kind: TreeFile.Kind?

  private static let imageExtensions: Set<String> = [
    "png", "jpg", "jpeg", "jpe", "jfif", "jif", "bmp", "dib", "tif", "tiff", "webp",
  ]
  private static let foreignExtensions: Set<String> = [
    "gif", "heic", "heif", "avif", "jp2", "j2k", "jxl", "jxr", "ppm", "pgm", "pbm", "pnm", "dng", "cr2", "cr3", "nef",
    "arw", "raf", "rw2", "orf", "exr", "psd", "svg",
  ]

  /// The entries of a folder, in no order.
  /// - Throws: `DatasetError.unreadableFolder`.
  static func all(in folder: URL) throws -> [DirectoryEntry] {
    guard let stream = opendir(folder.path) else {
      throw DatasetError.unreadableFolder(path: folder.path, reason: String(cString: strerror(errno)))
    }
    defer { closedir(stream) }
    var entries: [DirectoryEntry] = []
    while let entry = readdir(stream) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      guard bytes != [0x2E], bytes != [0x2E, 0x2E] else { continue }
      entries.append(DirectoryEntry(bytes, in: dirfd(stream)))
    }
    return entries
  }

  private init(_ bytes: [UInt8], in folder: Int32) {
    let valid = String(validating: bytes, as: UTF8.self)
    name = valid ?? Self.escaped(bytes)
    isNameable = valid != nil
    var status = stat()
    let isReachable = bytes.withCString { fstatat(folder, $0, &status, 0) } == 0
    let type = status.st_mode & S_IFMT
    isFolder = isReachable && type == S_IFDIR
    identity = Identity(status)
    if valid == nil {
      kind = isFolder || Self.kind(name, bytes, in: folder) != .other ? .unnameable : .other
    } else {
      // What cannot be reached (a link to nowhere) stays: opening it will say what is wrong.
      kind = !isReachable || type == S_IFREG ? Self.kind(name, bytes, in: folder) : nil
    }
  }

  /// Names that end as pictures do are taken for such; opening them will show. The first bytes of all others are read.
  private static func kind(_ name: String, _ bytes: [UInt8], in folder: Int32) -> TreeFile.Kind {
    let ending = (name as NSString).pathExtension.lowercased()
    if imageExtensions.contains(ending) { return .picture }
    switch content(bytes, in: folder) {
    case .image: return .picture
    case .foreignImage(let format): return .foreignPicture(format)
    case .other: return foreignExtensions.contains(ending) ? .foreignPicture(ending.uppercased()) : .other
    }
  }

  private static func content(_ name: [UInt8], in folder: Int32) -> FileContent {
    let descriptor = name.withCString { openat(folder, $0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { return .other }
    defer { close(descriptor) }
    var start = [UInt8](repeating: 0, count: FileContent.length)
    let count = read(descriptor, &start, start.count)
    return FileContent(startingWith: Data(start.prefix(max(0, count))))
  }

  /// The folders that a folder lies in, itself first, by what they really are.
  static func identities(upwardsFrom folder: URL) -> Set<Identity> {
    var (found, place) = (Set<Identity>(), folder.resolvingSymlinksInPath().standardizedFileURL)
    while true {
      if let identity = identity(of: place) { found.insert(identity) }
      let above = place.deletingLastPathComponent().standardizedFileURL
      if above.path == place.path { return found }
      place = above
    }
  }

  static func identity(of url: URL) -> Identity? {
    var status = stat()
    return stat(url.path, &status) == 0 ? Identity(status) : nil
  }

  private static func escaped(_ bytes: [UInt8]) -> String {
    var (text, rest) = ("", bytes[...])
    while let byte = rest.first {
      // The longest start that is text, a character at a time.
      if let length = (1...4).first(where: { String(validating: rest.prefix($0), as: UTF8.self) != nil }) {
        text += String(decoding: rest.prefix(length), as: UTF8.self)
        rest = rest.dropFirst(length)
      } else {
        text += "\\x" + String(byte, radix: 16, uppercase: true)
        rest = rest.dropFirst()
      }
    }
    return text
  }
}

extension DirectoryEntry.Identity {
  fileprivate init(_ status: stat) {
    (device, number) = (UInt64(truncatingIfNeeded: status.st_dev), UInt64(truncatingIfNeeded: status.st_ino))
  }
}

extension [UInt8] {
  /// The bytes as a C string.
  fileprivate func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    let terminated = map(CChar.init(bitPattern:)) + [0]
    return terminated.withUnsafeBufferPointer { body($0.baseAddress!) }
  }
}
