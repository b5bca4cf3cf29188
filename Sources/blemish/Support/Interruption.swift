import Dispatch
import Foundation

/// Turns Ctrl-C and `kill` into a wish that long work asks about between steps, so that it can leave a resumable state.
/// A second Ctrl-C ends the program at once.
final class Interruption: @unchecked Sendable {
  /// The signals of this process.
  static let shared = Interruption()

  private let state = SignalState()
  private let sources: [any DispatchSourceSignal]

  private init() {
    let state = self.state
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if state.record(number) { _exit(128 + number) }
        Console.show("\nstopping after this step; once more ends at once\n")
      }
      source.resume()
      return source
    }
  }

  /// Whether somebody asked to stop.
  var isRequested: Bool { state.number != nil }

  /// 128 + the signal, as shells report it; 130 when nobody asked.
  var exitCode: Int32 { 128 + (state.number ?? SIGINT) }
}

/// The first signal seen, shared with the handler's queue.
private final class SignalState: @unchecked Sendable {
  private let lock = NSLock()
  private var first: Int32?

  /// Remembers a signal; true when it was not the first.
  func record(_ number: Int32) -> Bool {
    lock.withLock {
      defer { first = first ?? number }
      return first != nil
    }
  }

  var number: Int32? { lock.withLock { first } }
}
