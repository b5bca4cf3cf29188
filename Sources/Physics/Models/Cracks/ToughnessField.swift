import Foundation
import Imaging
import Randomness

/// Toughness that differs from place to place: correlated scatter, and grains with weak boundaries.
struct ToughnessField {
  /// Mean of 1, roughly; one value for each element.
  let values: [Float]

  /// - Parameters:
  ///   - scatter: standard deviation of the logarithm.
  ///   - grain: size of grains and of what scatters together, elements.
  ///   - weakness: what a boundary between grains lacks, 0…0.9.
  init(_ grid: PlateGrid, scatter: Double, grain: Double, weakness: Double, using stream: inout RandomStream) {
    let box = PixelBox(x: 0, y: 0, width: grid.columns, height: grid.rows)
    // Gradient noise has a standard deviation of about 0.35.
    let noise = GradientNoise(using: &stream).fractal(box, cell: max(1.5, grain), octaves: 2)
    var toughness = noise.values.map { expf(Float(scatter) / 0.35 * $0) }
    if weakness > 0 {
      let grains = Self.grains(grid, size: max(3, grain), using: &stream)
      for row in 0..<grid.rows {
        for column in 0..<grid.columns {
          let i = row * grid.columns + column
          let right = column + 1 < grid.columns && grains[i] != grains[i + 1]
          let below = row + 1 < grid.rows && grains[i] != grains[i + grid.columns]
          if right || below { toughness[i] *= Float(1 - weakness) }
        }
      }
    }
    values = toughness
  }

  /// The nearest of the jittered seeds, for each element.
  private static func grains(_ grid: PlateGrid, size: Double, using stream: inout RandomStream) -> [Int] {
    let (across, down) = (Int(Double(grid.columns) / size) + 3, Int(Double(grid.rows) / size) + 3)
    let seeds = (0..<(across * down)).map { k in
      SIMD2(Double(k % across - 1) + stream.uniform(), Double(k / across - 1) + stream.uniform()) * size
    }
    return (0..<grid.elementCount).map { i in
      let place = SIMD2(Double(i % grid.columns) + 0.5, Double(i / grid.columns) + 0.5)
      let (x, y) = (Int(place.x / size) + 1, Int(place.y / size) + 1)
      var (best, nearest) = (0, Double.infinity)
      for row in (y - 1)...(y + 1) {
        for column in (x - 1)...(x + 1) where row >= 0 && row < down && column >= 0 && column < across {
          let offset = seeds[row * across + column] - place
          let distance = (offset * offset).sum()
          if distance < nearest { (best, nearest) = (row * across + column, distance) }
        }
      }
      return best
    }
  }
}
