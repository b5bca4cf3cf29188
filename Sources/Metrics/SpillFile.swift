import Foundation

/// A nameless temporary file for sorted runs that do not fit into memory. Its name is removed as soon as it is open, so
/// nothing remains even when the process is killed.
final class SpillFile {
  private let path: String
  private let descriptor: Int32
  private var length = 0

  init(folder: URL) throws {
    var template = Array(folder.appendingPathComponent("blemish-metrics-XXXXXX").path.utf8CString)
    descriptor = mkstemp(&template)
    path = folder.path
    guard descriptor >= 0 else { throw MetricsError.spill(path: path, reason: String(cString: strerror(errno))) }
    unlink(template)
  }

  deinit { close(descriptor) }

  /// Appends bytes and returns where they begin.
  func append(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    let start = length
    var done = 0
    while done < bytes.count {
      let count = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(length))
      guard count > 0 else { throw MetricsError.spill(path: path, reason: String(cString: strerror(errno))) }
      done += count
      length += count
    }
    return start
  }

  /// Fills a buffer with the bytes from `offset` on, all of which were written before.
  func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    var done = 0
    while done < bytes.count {
      let count = pread(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
      guard count > 0 else { throw MetricsError.spill(path: path, reason: String(cString: strerror(errno))) }
      done += count
    }
  }
}
