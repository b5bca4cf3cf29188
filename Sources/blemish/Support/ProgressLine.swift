import Foundation

/// One line on stderr that says how far long work is: rewritten in place on a terminal, a line every few seconds elsewhere.
final class ProgressLine: @unchecked Sendable {
  private let title: String
  private let interval: TimeInterval
  private let isTerminal = isatty(2) == 1
  private var start: (time: Date, done: Int)?
  private let lock = NSLock()
  private var last = Date.distantPast
  private let isQuiet: Bool

  /// - Parameter quiet: say nothing at all.
  init(_ title: String, quiet: Bool = false) {
    self.title = title
    isQuiet = quiet
    interval = isTerminal ? 0.2 : 5
  }

  /// Shows `done` of `total`, the rate since the first call and the time left; `note` may add a loss.
  func update(_ done: Int, of total: Int, unit: String, note: String = "") {
    lock.withLock {
      let now = Date()
      let first = start ?? (now, done)
      start = first
      guard !isQuiet, done == total || now.timeIntervalSince(last) >= interval else { return }
      last = now
      let elapsed = now.timeIntervalSince(first.time)
      let rate = Double(done - first.done) / max(elapsed, 1e-6)
      let left = rate > 0 ? Double(total - done) / rate : 0
      let tail = done == total ? "in \(Self.clock(elapsed))" : rate > 0 ? "ETA \(Self.clock(left))" : ""
      let speed = rate > 0 ? String(format: "%.1f \(unit)/s", rate) : unit
      write(
        [title, "\(done)/\(total)", speed, note, tail].filter { !$0.isEmpty }.joined(separator: "  "),
        last: done == total)
    }
  }

  /// A line of its own.
  func say(_ text: String) {
    lock.withLock { if !isQuiet { write("\(title)  \(text)", last: true) } }
  }

  private func write(_ text: String, last: Bool) {
    Console.show(isTerminal ? "\r\u{1B}[K\(text)\(last ? "\n" : "")" : text + "\n")
  }

  private static func clock(_ seconds: TimeInterval) -> String {
    let s = Int(seconds.rounded())
    return s < 60
      ? "\(s) s"
      : s < 3600
        ? String(format: "%d:%02d min", s / 60, s % 60)
        : String(format: "%d:%02d h", s / 3600, s / 60 % 60)
  }
}
