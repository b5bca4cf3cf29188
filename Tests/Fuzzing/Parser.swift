import Foundation
import Imaging

/// Something that reads a stranger's bytes.
struct Parser: Sendable {
  let name: String
  /// Whether inputs are PNGs, of which mutations get fitting checksums.
  var hasChecksums = false
  /// Whether a damaged file may make it throw this.
  var isExpected: @Sendable (any Error) -> Bool = { _ in true }
  let parse: @Sendable (Data) throws -> Void

  static let all = images + labels + tables + settings
}

/// A file in memory for parsers that read files only.
struct ScratchFile {
  let url: URL

  init(_ name: String) {
    let folder = URL(fileURLWithPath: "/dev/shm/blemish-fuzz-\(getpid())")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    url = folder.appendingPathComponent(name)
  }

  /// The file with these bytes.
  func holding(_ data: Data) -> URL {
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(descriptor >= 0, "\(url.path) cannot be written")
    defer { close(descriptor) }
    let written = data.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    precondition(written == data.count, "\(url.path) cannot be written")
    return url
  }
}
