import Dispatch
import Synchronization

/// Loops on all cores, or on as many threads as the process is told to take.
package enum Concurrency {
  private static let limit = Atomic(Int.max)
  /// Whether a thread is one of those that a limited loop has taken; what it calls takes no more.
  @TaskLocal private static var isInLoop = false

  /// Lets each loop take `count` threads at most from now on, loops within loops included; torch's operations have threads
  /// of their own. Results do not depend on it.
  package static func limit(to count: Int) {
    precondition(count > 0, "a loop needs at least one thread, not \(count)")
    limit.store(count, ordering: .relaxed)
  }

  /// Calls `body` for each of 0 ..< `count` and returns when all are done.
  package static func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
    let threads = limit.load(ordering: .relaxed)
    guard threads < Int.max else { return DispatchQueue.concurrentPerform(iterations: count, execute: body) }
    if threads == 1 || count < 2 || isInLoop {
      for index in 0..<count { body(index) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      $isInLoop.withValue(true) {
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < count else { return }
          body(index)
        }
      }
    }
  }
}
