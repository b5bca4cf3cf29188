/// Calls `body` for bands that cover `0..<count`, on all cores where each band is worth a thread.
///
/// - Parameters:
///   - work: the cost of one index in elementary operations (about a nanosecond each).
///   - body: must write to memory of its own band only.
func forBands(_ count: Int, work: Int, _ body: (Range<Int>) -> Void) {
  let worthwhile = 200_000
  let bands = min(count, max(1, count * work / worthwhile), 64)
  if bands <= 1 { return body(0..<count) }
  withoutActuallyEscaping(body) { body in
    // Bands are disjoint by the contract above, which the compiler cannot see.
    nonisolated(unsafe) let body = body
    Concurrency.perform(bands) { band in
      body(count * band / bands..<count * (band + 1) / bands)
    }
  }
}
