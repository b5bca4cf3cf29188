import Randomness
import Torch

/// A part of each image of a batch, so that a step takes no longer where a detector sees photographs larger.
struct HeadWindow {
  /// Rows and columns of the common grid.
  private let grid: (rows: Int, columns: Int)
  /// Rows and columns that are seen.
  private let span: (rows: Int, columns: Int)
  /// The most of either.
  private static let greatest = 32

  init(_ grid: (rows: Int, columns: Int)) {
    self.grid = grid
    span = (min(grid.rows, Self.greatest), min(grid.columns, Self.greatest))
  }

  /// Whether it may be turned by quarters.
  var isSquare: Bool { span.rows == span.columns }

  /// A window's upper left cell.
  struct Place {
    let row: Int
    let column: Int
  }

  /// A window for each image: around one of its defective cells, or anywhere where there are none.
  /// - Parameter target: `[N, 1, 2G, 2G]`, above 0 where defective.
  /// - Returns: `nil` where windows hold whole images.
  func places(_ target: Tensor, from stream: RandomStream) -> [Place]? {
    guard span != grid else { return nil }
    var stream = stream
    let values = target.array(of: Float.self)
    let (size, width) = (4 * grid.rows * grid.columns, 2 * grid.columns)
    return (0..<target.shape[0]).map { image in
      let defective = values[image * size..<(image + 1) * size].indices.filter { values[$0] > 0 }
      guard !defective.isEmpty else {
        return Place(
          row: stream.integer(0...grid.rows - span.rows), column: stream.integer(0...grid.columns - span.columns))
      }
      let cell = defective[stream.integer(0...defective.count - 1)] - image * size
      func start(_ cell: Int, _ span: Int, _ whole: Int) -> Int {
        min(max(cell - stream.integer(0...span - 1), 0), whole - span)
      }
      return Place(
        row: start(cell / width / 2, span.rows, grid.rows), column: start(cell % width / 2, span.columns, grid.columns))
    }
  }

  /// The windows of `[N, C, H, W]`.
  /// - Parameter cells: rows, and columns, of `x` for one of the common grid.
  func cut(_ x: Tensor, at places: [Place], cells: Int) -> Tensor {
    Tensor.cat(
      places.enumerated().map { index, place in
        x.slice(0, index..<index + 1)
          .slice(2, place.row * cells..<(place.row + span.rows) * cells)
          .slice(3, place.column * cells..<(place.column + span.columns) * cells)
      }, 0)
  }
}
