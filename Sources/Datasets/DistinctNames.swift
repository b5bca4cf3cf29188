import Foundation

/// Names for files that are made of other files, none of which overwrites another: not on a disk that does not tell
/// capital letters from small ones either, or one that composes accents.
package enum DistinctNames {
  /// What somebody would call a file, and what would tell it from others.
  package struct Wish: Sendable {
    let short: String
    let full: String

    /// A short name, taken where nobody else wants it, and a longer one, numbered where even that is taken.
    package init(short: String, full: String) { (self.short, self.full) = (short, full) }
  }

  /// A name for each wish, in order.
  /// - Parameter isFree: whether a name may be given at all.
  package static func of(_ wishes: [Wish], isFree: (String) -> Bool = { _ in true }) -> [String] {
    let rivals = Dictionary(grouping: wishes) { key($0.short) }.mapValues(\.count)
    var taken: Set<String> = []
    func take(_ name: String) -> Bool { isFree(name) && taken.insert(key(name)).inserted }
    let short = wishes.map { rivals[key($0.short)] == 1 && take($0.short) }
    return zip(wishes, short).map { wish, hasShort in
      if hasShort { return wish.short }
      if take(wish.full) { return wish.full }
      var number = 2
      while !take("\(wish.full)-\(number)") { number += 1 }
      return "\(wish.full)-\(number)"
    }
  }

  /// What names have in common that some disks take for one.
  package static func key(_ name: String) -> String { name.precomposedStringWithCanonicalMapping.lowercased() }
}
