import Imaging

/// An unknown cell beside a fixed pixel.
struct BoundaryEdge {
  /// The cell among those of its colour.
  let cell: Int32
  /// The fixed pixel's index in the picture.
  let pixel: Int32

  /// All edges between unknown pixels, which lie in `box`, and fixed ones, by the colour of the unknown.
  static func all(_ unknowns: Mask, in box: PixelBox) -> [[BoundaryEdge]] {
    let grid = RedBlackGrid(width: box.width, height: box.height)
    let (width, height) = (unknowns.width, unknowns.height)
    var edges: [[BoundaryEdge]] = [[], []]
    unknowns.values.withUnsafeBufferPointer { pixels in
      for y in box.y..<box.maxY {
        for x in box.x..<box.maxX where pixels[y * width + x] != 0 {
          let pixel = y * width + x
          let hasFixed =
            (x > 0 && pixels[pixel - 1] == 0) || (x + 1 < width && pixels[pixel + 1] == 0)
            || (y > 0 && pixels[pixel - width] == 0) || (y + 1 < height && pixels[pixel + width] == 0)
          guard hasFixed else { continue }
          let (colour, cell) = grid.position(x: x - box.x, y: y - box.y)
          let neighbours = [
            x > 0 ? pixel - 1 : nil, x + 1 < width ? pixel + 1 : nil, y > 0 ? pixel - width : nil,
            y + 1 < height ? pixel + width : nil,
          ]
          for neighbour in neighbours.compactMap({ $0 }) where pixels[neighbour] == 0 {
            edges[colour].append(BoundaryEdge(cell: Int32(cell), pixel: Int32(neighbour)))
          }
        }
      }
    }
    return edges
  }
}

// Between pictures and the finest grid.
extension MultigridLevel {
  /// Takes the first guess and the right-hand side b = −f + fixed neighbours from a picture.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func load(
    _ u: UnsafeBufferPointer<Scalar>, _ f: [Scalar]?, _ box: PixelBox, _ pictureWidth: Int, _ edges: [[BoundaryEdge]]
  ) {
    for y in 0..<grid.height {
      let source = (box.y + y) * pictureWidth + box.x
      for colour in 0...1 {
        let (start, row) = ((y + colour) & 1, grid.row(y))
        let (own, diagonal) = (values[colour] + row, diagonal[colour] + row)
        for i in 0..<(grid.width + 1 - start) / 2 {
          own[i] = diagonal[i] > 0 ? u[source + start + 2 * i] : 0
        }
      }
    }
    loadRightHandSide(f, box, pictureWidth)
    for colour in 0...1 {
      let right = rightHandSide[colour]
      for edge in edges[colour] { right[Int(edge.cell)] += u[Int(edge.pixel)] }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func loadRightHandSide(_ f: [Scalar]?, _ box: PixelBox, _ pictureWidth: Int) {
    guard let f else {
      for colour in 0...1 { rightHandSide[colour].update(repeating: 0, count: grid.capacity) }
      return
    }
    f.withUnsafeBufferPointer { f in
      for y in 0..<grid.height {
        let source = (box.y + y) * pictureWidth + box.x
        for colour in 0...1 {
          let (start, row) = ((y + colour) & 1, grid.row(y))
          let (right, diagonal) = (rightHandSide[colour] + row, diagonal[colour] + row)
          for i in 0..<(grid.width + 1 - start) / 2 { right[i] = diagonal[i] > 0 ? -f[source + start + 2 * i] : 0 }
        }
      }
    }
  }

  /// Puts the values of the unknowns into a picture.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func store(in u: UnsafeMutableBufferPointer<Scalar>, _ box: PixelBox, _ pictureWidth: Int) {
    for y in 0..<grid.height {
      let target = (box.y + y) * pictureWidth + box.x
      for colour in 0...1 {
        let (start, row) = ((y + colour) & 1, grid.row(y))
        let (own, diagonal) = (values[colour] + row, diagonal[colour] + row)
        for i in 0..<(grid.width + 1 - start) / 2 where diagonal[i] > 0 { u[target + start + 2 * i] = own[i] }
      }
    }
  }

  /// Takes the mean out of the right-hand side of a grid on which every cell is unknown.
  func removeMean() {
    var sum = 0.0
    forEachCell { sum += Double(rightHandSide[$0][$1]) }
    let mean = Scalar(sum / Double(grid.width * grid.height))
    forEachCell { rightHandSide[$0][$1] -= mean }
  }

  /// Makes all unknowns zero.
  func setToZero() {
    for colour in 0...1 { values[colour].update(repeating: 0, count: grid.capacity) }
  }

  /// The Euclidean norm of the right-hand side.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func rightHandSideNorm() -> Double {
    var sum = 0.0
    for colour in 0...1 {
      for y in 0..<grid.height {
        let row = grid.row(y)
        var squares = SIMD8<Scalar>(repeating: 0)
        for i in stride(from: row, to: row + grid.columns, by: 8) {
          squares += rightHandSide[colour][lanes: i] * rightHandSide[colour][lanes: i]
        }
        sum += Double(squares.sum())
      }
    }
    return sum.squareRoot()
  }

  /// The Euclidean norm of the residual as measured last.
  func measuredResidual() -> Double {
    (0..<grid.height).reduce(0) { $0 + rowResiduals[$1] }.squareRoot()
  }

  private func forEachCell(_ body: (_ colour: Int, _ index: Int) -> Void) {
    for y in 0..<grid.height {
      for x in 0..<grid.width {
        let (colour, index) = grid.position(x: x, y: y)
        body(colour, index)
      }
    }
  }
}
