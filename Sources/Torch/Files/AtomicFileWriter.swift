import Foundation

/// Writes a file piece by piece under another name in its folder, `.NAME.partial`; nothing is seen of it before
/// ``commit()``, and nothing is left behind without.
///
/// The other name is always the same, so that what a killed process left is written over by the next one; a lock keeps
/// two processes apart.
final class AtomicFileWriter {
  private let target: URL
  private let partial: String
  private let descriptor: Int32
  private var isCommitted = false

  init(_ target: URL) throws(TorchError) {
    self.target = target
    partial = target.deletingLastPathComponent().appendingPathComponent(".\(target.lastPathComponent).partial").path
    descriptor = open(partial, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure() }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStillNamed else {
      isCommitted = true  // It is another's file, not to be removed.
      throw .file(path: target.path, reason: "another process is writing it")
    }
    guard ftruncate(descriptor, 0) == 0 else { throw failure() }
  }

  deinit {
    if !isCommitted { unlink(partial) }
    close(descriptor)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(TorchError) {
    var done = 0
    while done < bytes.count {
      let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      done += count
    }
  }

  /// Waits until the bytes are on the disk, then gives the file its name.
  func commit() throws(TorchError) {
    guard fsync(descriptor) == 0, rename(partial, target.path) == 0 else { throw failure() }
    isCommitted = true
  }

  /// Another process may have given the file its final name between our opening and locking it.
  private var isStillNamed: Bool {
    var named = stat()
    var opened = stat()
    return stat(partial, &named) == 0 && fstat(descriptor, &opened) == 0 && named.st_ino == opened.st_ino
  }

  private func failure() -> TorchError {
    .file(path: target.path, reason: "cannot be written: \(String(cString: strerror(errno)))")
  }
}
