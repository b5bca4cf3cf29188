import Foundation
import Imaging

/// A stream that the shell has given the program. All that the program says goes through here.
enum StandardStream: Int32 {
  case output = 1
  case errors = 2

  /// Nobody reads on at the other end of a pipe.
  struct ClosedPipe: Error {}

  /// Puts an empty file in the place of streams that came closed, so that no file that is opened later takes their number
  /// and the program's words. What is written to such a standard output fails, as it would have.
  static func occupyClosed() {
    for descriptor in 0...2 as ClosedRange<Int32> where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", descriptor == errors.rawValue ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes a text to the end.
  /// - Throws: `ClosedPipe`; `SystemFailure` for a full disk or whatever else is at the other end.
  func write(_ text: String) throws {
    var text = text
    try text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let written = Foundation.write(rawValue, UnsafeRawBufferPointer(rebasing: rest).baseAddress!, rest.count)
        if written >= 0 { rest = rest.dropFirst(written) } else { try wait(after: errno) }
      }
    }
  }

  /// Says that nothing more will be written: some file systems report a full disk only then.
  /// - Throws: `SystemFailure`.
  func finish() throws {
    guard close(rawValue) != 0, errno != EBADF else { return }
    throw SystemFailure()
  }

  /// Returns where a write that failed may be tried again.
  private func wait(after code: Int32) throws {
    switch code {
    case EINTR: break
    case EAGAIN:
      // The terminal or pipe was made non-blocking by another program that shares it.
      var place = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
      _ = poll(&place, 1, -1)
    case EPIPE: throw ClosedPipe()
    default: throw SystemFailure(code: code)
    }
  }
}

extension StandardStream.ClosedPipe {
  /// Ends the program as the system ends one that writes to a closed pipe: without a word, with that signal's exit code.
  static func end() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    _exit(128 + SIGPIPE)
  }
}
