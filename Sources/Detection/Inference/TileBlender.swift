import Foundation
import Imaging

/// Puts the maps of overlapping tiles together without seams: each is weighted by a window that falls towards its rim,
/// and the sum is divided by the sum of the windows.
public struct TileBlender {
  private let grid: TileGrid
  private let window: [Float]
  private var sum: Plane
  private var weight: Plane

  /// An empty canvas of the grid's size.
  public init(grid: TileGrid) {
    self.grid = grid
    window = (0..<grid.side).map { Self.hann($0, of: grid.side) }
    sum = Plane(width: grid.width, height: grid.height)
    weight = Plane(width: grid.width, height: grid.height)
  }

  /// Adds the map of one tile, `[side, side]`.
  public mutating func add(_ map: Plane, at origin: TileGrid.Origin) {
    precondition(map.width == grid.side && map.height == grid.side, "a tile's map has the size of a tile")
    let (side, width) = (grid.side, grid.width)
    sum.values.withUnsafeMutableBufferPointer { sum in
      weight.values.withUnsafeMutableBufferPointer { weight in
        map.values.withUnsafeBufferPointer { map in
          window.withUnsafeBufferPointer { window in
            for y in 0..<side {
              let into = (origin.y + y) * width + origin.x
              let (s, w) = (sum.baseAddress! + into, weight.baseAddress! + into)
              let from = map.baseAddress! + y * side
              let row = window[y]
              for x in 0..<side {
                let share = row * window[x]
                s[x] += share * from[x]
                w[x] += share
              }
            }
          }
        }
      }
    }
  }

  /// The blended map, `[height, width]`; all tiles must have been added.
  public consuming func finish() -> Plane {
    for i in sum.values.indices { sum.values[i] /= weight.values[i] }
    return sum
  }

  /// A raised cosine, above 0 everywhere so that the image's own rim is kept.
  private static func hann(_ index: Int, of count: Int) -> Float {
    let s = sin(Double.pi * (Double(index) + 0.5) / Double(count))
    return Float(max(s * s, 1e-4))
  }
}
