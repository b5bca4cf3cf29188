import Foundation
import Imaging

/// A folder that results are written to, by one process at a time.
///
/// The folder itself is locked, so nothing is left behind by a process that is killed.
enum OutputFolder {
  /// Makes the folder, keeps other processes out of it until this one ends, and removes what a killed one has left
  /// half-written.
  /// - Parameter isShared: lets others in that share it, too: the parts of one sample set.
  /// - Throws: `UserError` where the folder cannot be made, or another process is writing there.
  static func claim(_ folder: URL, isShared: Bool = false) throws {
    try RunLayout.create(folder)
    // On a file system that cannot be locked there is nothing to be done.
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
      removeTemporaryFiles(below: folder)
      if isShared { flock(descriptor, LOCK_SH) }
    } else if errno == EWOULDBLOCK, !isShared || !joins(descriptor) {
      close(descriptor)
      throw UserError(
        "\(folder.path): another blemish is writing there; wait until it has ended, or choose another --out")
    }
  }

  /// Whether a folder can be shared with those in it; one that has just come keeps all others out for a moment.
  private static func joins(_ descriptor: Int32) -> Bool {
    for _ in 0..<50 {
      if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return true }
      usleep(50_000)
    }
    return false
  }

  private static func removeTemporaryFiles(below folder: URL) {
    guard let paths = FileManager.default.enumerator(atPath: folder.path) else { return }
    for case let path as String in paths where AtomicFile.isTemporary((path as NSString).lastPathComponent) {
      unlink(folder.appendingPathComponent(path).path)
    }
  }
}
