import Foundation

/// Whole-file writes that a reader sees either entirely or not at all.
public enum AtomicFile {
  private static let temporaryEnding = ".partial"

  /// Whether a file of this name is one that is being written, or that a killed process has left half-written.
  package static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(temporaryEnding) }

  /// Writes `data` under a temporary name in the folder of `url`, then renames it; an existing file is replaced.
  ///
  /// - Parameter durable: wait until the disk has the bytes, so that they survive a power cut. Without it a crash of
  ///   the process is still harmless, and thousands of small files are written many times faster.
  /// - Throws: `ImagingError.unwritable`; the temporary file is then gone and an older file at `url` untouched.
  public static func write(_ data: Data, to url: URL, durable: Bool = true) throws {
    // Not made from the file's own name, which may be as long as names can be.
    let serial = String(UInt64.random(in: .min ... .max), radix: 36)
    let temporary = url.deletingLastPathComponent().appendingPathComponent(".\(serial)\(temporaryEnding)").path
    do {
      try create(temporary, holding: data, durable: durable)
      try SystemFailure.check(Int(rename(temporary, url.path)))
    } catch let failure as SystemFailure {
      unlink(temporary)
      throw ImagingError.unwritable(path: url.path, reason: failure.reason)
    }
  }

  private static func create(_ path: String, holding data: Data, durable: Bool) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    try SystemFailure.check(Int(descriptor))
    do {
      try data.withUnsafeBytes { try writeAll($0, to: descriptor) }
      if durable { try SystemFailure.check(Int(fsync(descriptor))) }
    } catch {
      close(descriptor)
      throw error
    }
    // Network file systems report a full disk only here.
    try SystemFailure.check(Int(close(descriptor)))
  }

  private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress!, rest.count)
      if written < 0 && errno == EINTR { continue }
      try SystemFailure.check(written)
      rest = rest.dropFirst(written)
    }
  }
}
