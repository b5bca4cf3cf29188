import Imaging

/// Rows of a grid shared out among threads. Rows are independent, so the result does not depend on the number.
struct RowBands {
  /// 1 does everything on the calling thread.
  let threads: Int
  /// Fewer cells than this are not worth a thread.
  private static let cells = 1 << 15

  /// Calls `body` for bands of rows that cover `0..<rows`.
  /// - Parameter body: must write to its own rows only.
  func forEach(_ rows: Int, of columns: Int, _ body: (Range<Int>) -> Void) {
    let bands = min(threads, rows * columns / Self.cells)
    guard bands > 1 else { return body(0..<rows) }
    withoutActuallyEscaping(body) { body in
      // Bands are disjoint by the contract above, which the compiler cannot see.
      nonisolated(unsafe) let body = body
      Concurrency.perform(bands) { band in
        body(rows * band / bands..<rows * (band + 1) / bands)
      }
    }
  }
}
