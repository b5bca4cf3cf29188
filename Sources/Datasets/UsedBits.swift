import Foundation
import Imaging

/// Finds out how many bits a camera used of 16-bit samples: one of 12 bits writes 0 to 4095, which looks black.
///
/// That is a fact about a set of photographs, not about one: a dark photograph among brighter ones stays dark.
public enum UsedBits {
  /// Bits that cameras have.
  private static let cameras = [10, 12, 14, 16]
  /// How many photographs are looked at.
  private static let mostPhotographs = 32

  /// The bits in use.
  /// - Parameter photographs: The photographs of a set; of many, evenly spaced ones are looked at.
  /// - Returns: 10, 12, 14, or 16 for all; nil where no photograph has 16, or all are too dark to tell.
  public static func find(in photographs: [URL]) -> Int? {
    let count = min(photographs.count, mostPhotographs)
    let chosen = (0..<count).map { photographs[$0 * photographs.count / count] }
    let deep = chosen.filter { (try? ImageHeader.read($0))?.bitDepth == 16 }
    let used = concurrentMap(deep) { (try? Image.read($0))?.usedBits ?? 0 }.max() ?? 0
    // Photographs of up to 8 bits in 16 may as well be black ones; nothing can be told from them.
    guard used > 8 else { return nil }
    return cameras.first { used <= $0 }
  }
}
