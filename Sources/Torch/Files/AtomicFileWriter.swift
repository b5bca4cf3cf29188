import Foundation

/// Writes a file piece by piece under a temporary name in its folder; nothing is seen of it before ``commit()``, and
/// nothing is left behind without.
final class AtomicFileWriter {
  private let target: URL
  private let temporary: URL
  private let file: FileHandle
  private var isCommitted = false

  init(_ target: URL) throws(TorchError) {
    self.target = target
    let name = ".\(target.lastPathComponent).\(UUID().uuidString)"
    temporary = target.deletingLastPathComponent().appendingPathComponent(name)
    let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
    guard descriptor >= 0 else { throw Self.failure(target, errno) }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  deinit {
    if !isCommitted { unlink(temporary.path) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(TorchError) {
    var done = 0
    while done < bytes.count {
      let count = Foundation.write(file.fileDescriptor, bytes.baseAddress! + done, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(target, errno) }
      done += count
    }
  }

  /// Waits until the bytes are on the disk, then gives the file its name.
  func commit() throws(TorchError) {
    guard fsync(file.fileDescriptor) == 0, rename(temporary.path, target.path) == 0 else {
      throw Self.failure(target, errno)
    }
    isCommitted = true
  }

  private static func failure(_ url: URL, _ code: Int32) -> TorchError {
    .file(path: url.path, reason: "cannot be written: \(String(cString: strerror(code)))")
  }
}
