import Foundation

/// Why the system refused to do something, by its number.
package struct SystemFailure: Error, Equatable {
  /// The system's number, as `errno` has it.
  package let code: Int32

  /// A failure of a known number; the last one of this thread where none is given.
  package init(code: Int32 = errno) { self.code = code }

  /// Throws the reason that the system gave for a negative result.
  package static func check(_ result: Int) throws {
    if result < 0 { throw SystemFailure() }
  }

  /// What it means for somebody who wanted to write.
  package var reason: String {
    switch code {
    case ENOENT, ENOTDIR: "its folder does not exist"
    case EACCES, EPERM: "no permission to write there"
    case EROFS: "the disk is read-only"
    case ENOSPC, EDQUOT: "the disk is full"
    case EISDIR: "a folder of that name is in the way"
    default: String(cString: strerror(code))
    }
  }
}
