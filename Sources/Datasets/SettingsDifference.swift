import Foundation

/// What differs between two descriptions of how something was made, for messages that name it.
package enum SettingsDifference {
  /// The differences in order of their names, each as "head.width: 16 before, 32 now".
  /// - Throws: `EncodingError`.
  package static func between(_ former: some Encodable, _ now: some Encodable) throws -> [String] {
    between(try flattened(former), try flattened(now))
  }

  /// The differences of two tables of names and values.
  package static func between(_ former: [String: String], _ now: [String: String]) -> [String] {
    Set(former.keys).union(now.keys).sorted().filter { former[$0] != now[$0] }.map { name in
      "\(name): \(former[name].map(abridged) ?? "not set") before, \(now[name].map(abridged) ?? "not set") now"
    }
  }

  /// The differences of two sets of files, given by their names and the digests of their contents: which have changed,
  /// have been added and are missing.
  package static func between(files former: [String: String], _ now: [String: String]) -> [String] {
    let changed = former.keys.filter { now[$0] != nil && now[$0] != former[$0] }
    let (added, missing) = (now.keys.filter { former[$0] == nil }, former.keys.filter { now[$0] == nil })
    return [("changed", changed), ("added", added), ("missing", missing)].filter { !$0.1.isEmpty }.map { what, names in
      "files \(what): \(DatasetError.abridged(names.naturallySorted { $0 }, limit: 4))"
    }
  }

  /// The numbers and words of a value by the names that lead there.
  package static func flattened(_ value: some Encodable) throws -> [String: String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var found: [String: String] = [:]
    func visit(_ value: Any, _ path: [String]) {
      if let branch = value as? [String: Any] {
        for (key, child) in branch { visit(child, path + [key]) }
      } else {
        found[path.joined(separator: ".")] = text(value)
      }
    }
    visit(try JSONSerialization.jsonObject(with: encoder.encode(value), options: .fragmentsAllowed), [])
    return found
  }

  private static func text(_ value: Any) -> String {
    if let list = value as? [Any] { return "[" + list.map(text).joined(separator: ", ") + "]" }
    guard let branch = value as? [String: Any] else { return "\(value)" }
    return "{" + branch.sorted { $0.key < $1.key }.map { "\($0.key): \(text($0.value))" }.joined(separator: ", ") + "}"
  }

  private static func abridged(_ text: String) -> String { text.count <= 60 ? text : text.prefix(57) + "…" }
}
