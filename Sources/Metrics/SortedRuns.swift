/// Many keys on their way to ascending order (of their highest 32 bits): sorted runs in a file, the newest in memory.
struct SortedRuns<Key: FixedWidthInteger & UnsignedInteger> {
  private struct StoredRun {
    let file: SpillFile
    let offset: Int
    let count: Int
  }

  private var pending: [Key] = []
  private var stored: [StoredRun] = []

  /// Bytes held in memory.
  var pendingBytes: Int { pending.count * MemoryLayout<Key>.stride }

  mutating func append(_ keys: [Key]) { pending.append(contentsOf: keys) }

  /// Moves the keys in memory to the file, as one sorted run.
  mutating func spill(to file: SpillFile) throws {
    guard !pending.isEmpty else { return }
    pending.radixSortByTop32Bits()
    let offset = try pending.withUnsafeBytes { try file.append($0) }
    stored.append(StoredRun(file: file, offset: offset, count: pending.count))
    pending = []
  }

  /// A cursor at the start of each run; the keys in memory are handed over to theirs.
  mutating func cursors() -> [RunCursor<Key>] {
    pending.radixSortByTop32Bits()
    defer { pending = [] }
    let spilled = stored.map { RunCursor<Key>(file: $0.file, offset: $0.offset, count: $0.count) }
    return pending.isEmpty ? spilled : spilled + [RunCursor(pending)]
  }
}

/// Walks one sorted run from its smallest key up.
struct RunCursor<Key: FixedWidthInteger & UnsignedInteger> {
  static var windowCount: Int { 1 << 15 }

  private var window: [Key]
  private var position = 0
  private let file: SpillFile?
  private var offset: Int
  private var remaining: Int

  init(_ keys: [Key]) { (window, file, offset, remaining) = (keys, nil, 0, 0) }

  init(file: SpillFile, offset: Int, count: Int) {
    (window, self.file, self.offset, remaining) = ([], file, offset, count)
  }

  /// The next key; `nil` at the end.
  mutating func head() throws -> Key? {
    if position == window.count { try refill() }
    return position < window.count ? window[position] : nil
  }

  /// Moves past the next key.
  mutating func advance() { position += 1 }

  /// Moves past all keys below `bound` and returns their number.
  mutating func skip(below bound: Key) throws -> Int {
    var skipped = 0
    while try head() != nil {
      let start = position
      window.withUnsafeBufferPointer { keys in
        while position < keys.count, keys[position] < bound { position += 1 }
      }
      skipped += position - start
      if position < window.count { break }
    }
    return skipped
  }

  private mutating func refill() throws {
    guard let file, remaining > 0 else { return }
    let count = min(Self.windowCount, remaining)
    if window.count != count { window = [Key](repeating: 0, count: count) }
    try window.withUnsafeMutableBytes { try file.read($0, at: offset) }
    offset += count * MemoryLayout<Key>.stride
    remaining -= count
    position = 0
  }
}
