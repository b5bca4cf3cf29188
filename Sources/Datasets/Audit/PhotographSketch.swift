import Foundation
import Imaging

/// A photograph made small: what an audit of a whole set keeps of it.
public struct PhotographSketch: Sendable, Equatable {
  /// Longest side that sketches of a set have in the median, px.
  public static let side = 256

  /// Columns of the photograph, px.
  public let width: Int
  /// Rows of the photograph, px.
  public let height: Int
  /// Luma in [0, 1], all photographs of a set reduced by one factor, the middle of what is larger than `side`.
  public let grey: Plane
  /// Brightness, contrast and the like.
  public let statistics: PhotographStatistics

  /// A sketch of a photograph, reduced by `factor` in (0, 1].
  public init(_ photograph: Image, factor: Double) {
    (width, height) = (photograph.width, photograph.height)
    statistics = PhotographStatistics(photograph)
    grey = photograph.luma().reduced(by: factor).middle(Self.side)
  }

  /// Sketches of a whole set, in its order.
  public static func of(_ photographs: [Image]) -> [PhotographSketch] {
    let factor = factor(sizes: photographs.map { max($0.width, $0.height) }, to: side)
    return concurrentMap(photographs) { PhotographSketch($0, factor: factor) }
  }

  /// What makes longest sides as long as `target` in the median; never above 1.
  static func factor(sizes: [Int], to target: Int) -> Double {
    guard !sizes.isEmpty else { return 1 }
    return min(1, Double(target) / Double(sizes.sorted()[sizes.count / 2]))
  }
}

extension Plane {
  /// The plane at a fraction of its size, each value the mean of the area that it stands for.
  func reduced(by factor: Double) -> Plane {
    func length(_ length: Int) -> Int { max(1, Int((Double(length) * factor).rounded())) }
    return resized(width: length(width), height: length(height), filter: .area)
  }

  /// The middle of the plane, where it is larger than `side`.
  func middle(_ side: Int) -> Plane {
    cropped(
      to: PixelBox(
        x: max(0, width - side) / 2, y: max(0, height - side) / 2, width: min(width, side), height: min(height, side)))
  }
}
