import Foundation
import Imaging
import Synchronization
import Testing

/// The number of threads that loops take is the process's; these set it one after the other.
@Suite(.serialized) struct ConcurrencyTests {
  /// How often each index was called, and by how many threads at most at a time.
  private func calls(limit: Int?, inner: Int) -> (counts: [Int], most: Int) {
    if let limit { Concurrency.limit(to: limit) }
    defer { Concurrency.limit(to: .max) }
    let state = Mutex((counts: [Int](repeating: 0, count: 12 * inner), now: 0, most: 0))
    Concurrency.perform(12) { outer in
      Concurrency.perform(inner) { index in
        state.withLock {
          $0.counts[outer * inner + index] += 1
          $0.now += 1
          $0.most = max($0.most, $0.now)
        }
        Thread.sleep(forTimeInterval: 0.0005)
        state.withLock { $0.now -= 1 }
      }
    }
    return state.withLock { ($0.counts, $0.most) }
  }

  @Test(arguments: [nil, 1, 3], [1, 4])
  func everyIndexIsCalledOnceByNoMoreThreadsThanAllowed(limit: Int?, inner: Int) {
    let result = calls(limit: limit, inner: inner)
    #expect(result.counts == [Int](repeating: 1, count: 12 * inner))
    #expect(result.most <= limit ?? .max, "\(result.most)")
  }

  @Test func nothingIsCalledForNone() {
    Concurrency.perform(0) { _ in Issue.record("called") }
    Concurrency.limit(to: 2)
    defer { Concurrency.limit(to: .max) }
    Concurrency.perform(0) { _ in Issue.record("called") }
  }
}
