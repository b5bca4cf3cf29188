/// Suggestions for words that were nearly right.
enum NearestName {
  /// The candidate nearest to `word` in edit distance, unless all are too far off to be meant (over half the letters).
  static func of(_ word: String, among candidates: [String]) -> String? {
    let scored = candidates.map { ($0, distance(Array(word.lowercased()), Array($0.lowercased()))) }
    guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(1, (max(word.count, best.0.count)) / 2) else {
      return nil
    }
    return best.0
  }

  /// "unknown VALUE; did you mean X? (choices: …)".
  static func complaint(about word: String, what: String, among candidates: [String]) -> String {
    let meant = of(word, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
    return "unknown \(what) '\(word)'\(meant) (choices: \(candidates.joined(separator: ", ")))"
  }

  /// Damerau–Levenshtein distance (adjacent swaps count one).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var previous = [Int](), row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      let above = row
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        row[j + 1] = min(above[j + 1] + 1, row[j] + 1, above[j] + (x == y ? 0 : 1))
        if i > 0, j > 0, x == b[j - 1], a[i - 1] == y { row[j + 1] = min(row[j + 1], previous[j - 1] + 1) }
      }
      previous = above
    }
    return row[b.count]
  }
}
