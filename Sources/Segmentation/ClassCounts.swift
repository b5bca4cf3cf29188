import Imaging

/// Pixels of one class of defects: those that truly are of it, those called so, and both.
package struct ClassCounts: Sendable {
  private(set) var shared = 0
  private(set) var truly = 0
  private(set) var called = 0

  /// No pixels yet.
  package init() {}

  /// Adds a photograph.
  /// - Parameters:
  ///   - label: the class.
  ///   - mask: the true defect; nil where there is none, or one of another type.
  package mutating func add(_ labels: [UInt8], label: UInt8, mask: Mask?) {
    for (pixel, found) in labels.enumerated() {
      let (isTrue, isCalled) = ((mask?.values[pixel] ?? 0) != 0, found == label)
      shared += isTrue && isCalled ? 1 : 0
      truly += isTrue ? 1 : 0
      called += isCalled ? 1 : 0
    }
  }

  /// The class's measures; absent where there are no pixels of it.
  package var pair: SegmentationScores.Pair {
    guard truly > 0 else { return .init(miou: nil, accuracy: nil) }
    return .init(
      miou: Double(shared) / Double(truly + called - shared), accuracy: Double(shared) / Double(truly))
  }
}
