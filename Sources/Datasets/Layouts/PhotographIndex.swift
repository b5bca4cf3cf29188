import Foundation

/// Finds photographs by the keys of what belongs to them.
///
/// Names are compared as a person would: letters with marks are the same however they are encoded, and capitals count only
/// where nothing else tells two photographs apart.
struct PhotographIndex {
  /// What was found for a key.
  enum Match: Equatable {
    case none
    /// Photographs of one key, as a rule one.
    case photographs([Int])
    /// Keys of several photographs, none of which comes nearer.
    case ambiguous([String])
  }

  private let keys: [String]
  /// Photographs by every end of their keys, in lower case.
  private var byEnd: [String: [Int]] = [:]
  /// Photographs by the last component of their keys, in lower case.
  private var byName: [String: [Int]] = [:]

  init(_ keys: [String]) {
    self.keys = keys
    for (index, key) in keys.enumerated() {
      let parts = key.lowercased().split(separator: "/")
      for start in parts.indices { byEnd[parts[start...].joined(separator: "/"), default: []].append(index) }
      byName[parts.last.map(String.init) ?? "", default: []].append(index)
    }
  }

  /// The photographs of the first of some keys that there are any for; a key may lack the first folders of theirs
  /// (`dent/000` for `test/dent/000`), or kinds between (`train/000` for `train/dent/000`).
  func match(_ candidates: [String]) -> Match {
    for look in [exactOrLonger, below, shorter] {
      for candidate in candidates {
        let found = look(candidate)
        if found != .none { return found }
      }
    }
    return .none
  }

  private func exactOrLonger(_ key: String) -> Match {
    let found = byEnd[key.lowercased()] ?? []
    let whole = found.filter { keys[$0].lowercased() == key.lowercased() }
    return nearest(whole.isEmpty ? found : whole, to: key)
  }

  /// Photographs in folders below the one that the key names.
  private func below(_ key: String) -> Match {
    let parts = key.lowercased().split(separator: "/")
    guard let name = parts.last else { return .none }
    let found = (byName[String(name)] ?? []).filter {
      keys[$0].lowercased().split(separator: "/").starts(with: parts.dropLast())
    }
    return found.count == 1 ? .photographs(found) : .none
  }

  /// A photograph that lies less deep than what belongs to it: masks sorted by kinds, photographs not.
  private func shorter(_ key: String) -> Match {
    let parts = key.lowercased().split(separator: "/")
    for start in parts.indices.dropFirst() {
      let end = parts[start...].joined(separator: "/")
      let found = (byEnd[end] ?? []).filter { keys[$0].lowercased() == end }
      if !found.isEmpty { return nearest(found, to: parts[start...].joined(separator: "/")) }
    }
    return .none
  }

  /// Of several photographs those of one key: the key itself, else the only one in the test part, where masks belong.
  private func nearest(_ found: [Int], to key: String) -> Match {
    var chosen = found
    for rule in [{ keys[$0] == key || keys[$0].hasSuffix("/" + key) }, isInTest] as [(Int) -> Bool]
    where Set(chosen.map { keys[$0] }).count > 1 {
      let fitting = chosen.filter(rule)
      if !fitting.isEmpty { chosen = fitting }
    }
    let distinct = Set(chosen.map { keys[$0] })
    return switch distinct.count {
    case 0: .none
    case 1: .photographs(chosen)
    default: .ambiguous(distinct.naturallySorted { $0 })
    }
  }

  private func isInTest(_ index: Int) -> Bool {
    keys[index].split(separator: "/").first.flatMap { FolderNames.part(String($0)) } == .test
  }
}
