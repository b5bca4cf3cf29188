/// A histogram of scores for each image, from which bootstrap replicates of pixel measures are drawn.
///
/// Cells are equal-width in the score's floating-point key, so their width is relative to the score: 2⁻⁹ of it at first,
/// doubled whenever all rows together would exceed the memory set aside for them.
struct PixelHistograms: Sendable {
  /// One image: its nonempty cells from the highest score down.
  struct Row: Sendable {
    var cells: [UInt32] = []
    var negatives: [UInt32] = []
    var positives: [UInt32] = []
    /// Sum of 1 / (region size) over the cell's defect pixels.
    var overlap: [Float] = []
    var regions = 0
    var detection: DetectionCounts?

    var isGood: Bool { regions == 0 }
  }

  static let cellLimit = 4 << 20

  private(set) var rows: [Row] = []
  /// Bits of the key that make a cell.
  private(set) var bits = 18
  private var cellCount = 0

  /// Adds an image.
  mutating func add(_ pixels: ImagePixels, regions: [PixelRegion], firstRegion: Int, detection: DetectionCounts?) {
    var row = Self.row(pixels, regions: regions, shift: UInt32(32 - bits))
    row.regions = regions.count - firstRegion
    row.detection = detection
    cellCount += row.cells.count
    rows.append(row)
    while cellCount > Self.cellLimit, bits > 10 { coarsen() }
  }

  private static func row(_ pixels: ImagePixels, regions: [PixelRegion], shift: UInt32) -> Row {
    let size = 1 << Int(32 - shift)
    var (negatives, positives) = ([UInt32](repeating: 0, count: size), [UInt32](repeating: 0, count: size))
    var overlap = [Float](repeating: 0, count: size)
    var touched: [UInt32] = []
    for key in pixels.negatives {
      let cell = key >> shift
      if negatives[Int(cell)] == 0 { touched.append(cell) }
      negatives[Int(cell)] += 1
    }
    for record in pixels.positives {
      let cell = UInt32(record >> 32) >> shift
      if negatives[Int(cell)] == 0, positives[Int(cell)] == 0 { touched.append(cell) }
      positives[Int(cell)] += 1
      overlap[Int(cell)] += Float(regions[Int(record & 0xFFFF_FFFF)].pixelWeight)
    }
    touched.sort()
    return Row(
      cells: touched, negatives: touched.map { negatives[Int($0)] }, positives: touched.map { positives[Int($0)] },
      overlap: touched.map { overlap[Int($0)] })
  }

  /// Merges pairs of neighbouring cells.
  private mutating func coarsen() {
    bits -= 1
    cellCount = 0
    for index in rows.indices {
      rows[index].mergePairs()
      cellCount += rows[index].cells.count
    }
  }
}

extension PixelHistograms.Row {
  mutating func mergePairs() {
    var merged = Self(regions: regions, detection: detection)
    for i in cells.indices {
      if merged.cells.last == cells[i] / 2 {
        let last = merged.cells.count - 1
        merged.negatives[last] += negatives[i]
        merged.positives[last] += positives[i]
        merged.overlap[last] += overlap[i]
      } else {
        merged.cells.append(cells[i] / 2)
        merged.negatives.append(negatives[i])
        merged.positives.append(positives[i])
        merged.overlap.append(overlap[i])
      }
    }
    self = merged
  }
}
