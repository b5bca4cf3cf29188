/// A cover of an image by equal, overlapping squares.
public struct TileGrid: Sendable, Equatable {
  /// A tile's left upper corner, px.
  public struct Origin: Sendable, Equatable {
    /// Column of the left edge.
    public let x: Int
    /// Row of the upper edge.
    public let y: Int
  }

  /// The image's width, px.
  public let width: Int
  /// The image's height, px.
  public let height: Int
  /// The side of a tile, px.
  public let side: Int
  /// The tiles, row by row.
  public let origins: [Origin]

  /// The fewest evenly spread tiles that overlap by at least `overlap`.
  /// - Parameters:
  ///   - side: the side of a tile; at most the image's shorter side (enlarge smaller images first).
  ///   - overlap: pixels that neighbours share at least, in 0 ..< side.
  public init(width: Int, height: Int, side: Int, overlap: Int) {
    precondition(side > 0 && side <= min(width, height), "a tile fits into the image")
    precondition((0..<side).contains(overlap), "the overlap is smaller than a tile")
    (self.width, self.height, self.side) = (width, height, side)
    let columns = Self.starts(length: width, side: side, overlap: overlap)
    let rows = Self.starts(length: height, side: side, overlap: overlap)
    origins = rows.flatMap { y in columns.map { Origin(x: $0, y: y) } }
  }

  private static func starts(length: Int, side: Int, overlap: Int) -> [Int] {
    let step = side - overlap
    let gaps = (length - side + step - 1) / step
    guard gaps > 0 else { return [0] }
    return (0...gaps).map { $0 * (length - side) / gaps }
  }
}
