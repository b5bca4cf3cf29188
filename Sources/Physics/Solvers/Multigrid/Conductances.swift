import Imaging

/// A Poisson problem as a network of resistors: links between neighbouring cells, resistors from cells to the fixed
/// values on each side (walls), and leaks (the screening). On the grid of pixels every link and every wall is 1.
///
/// A network is coarsened by joining 2 × 2 cells: resistors one behind the other are added, rows side by side add their
/// conductances. That keeps the place of an irregular boundary to a fraction of a cell on all levels, keeps the
/// five-point form, and reproduces the stencil of the pixels wherever all are unknown; cells that are unknown in part,
/// slits and lone fixed pixels need no special treatment. Our construction; harmonic averages of cell-centred multigrid
/// are its kin (R. Alcouffe et al., "The multi-grid method for the diffusion equation", SIAM J. Sci. Stat. Comput. 2).
struct Conductances<Scalar: MultigridScalar> {
  /// Resistors in one direction, one number a cell.
  struct Axis {
    /// To the neighbour on the right (or below).
    let links: UnsafeMutablePointer<Scalar>
    /// To fixed values on the left (or above).
    let nearWalls: UnsafeMutablePointer<Scalar>
    /// To fixed values on the right (or below).
    let farWalls: UnsafeMutablePointer<Scalar>
  }

  let width: Int
  let height: Int
  /// From one row to the next; the columns and rows that fill up pairs are zero.
  let stride: Int
  let horizontal: Axis
  let vertical: Axis
  /// Screening times the number of unknown pixels in the cell.
  let leaks: UnsafeMutablePointer<Scalar>
  private let slab: ScalarSlab<Scalar>

  /// A network without any resistors.
  init(width: Int, height: Int) {
    (self.width, self.height, stride) = (width, height, (width + 3) & ~1)
    slab = ScalarSlab(arrays: 7, capacity: stride * ((height + 3) & ~1))
    horizontal = Axis(links: slab[0], nearWalls: slab[1], farWalls: slab[2])
    vertical = Axis(links: slab[3], nearWalls: slab[4], farWalls: slab[5])
    leaks = slab[6]
  }

  /// The network of the unknown pixels in `box`; other pixels of the mask's frame are fixed, and nothing passes the frame.
  init(unknowns: Mask, box: PixelBox, screening: Scalar) {
    self.init(width: box.width, height: box.height)
    unknowns.values.withUnsafeBufferPointer { pixels in
      for y in box.y..<box.maxY {
        for x in box.x..<box.maxX where pixels[y * unknowns.width + x] != 0 {
          let (pixel, cell) = (y * unknowns.width + x, (y - box.y) * stride + x - box.x)
          leaks[cell] = screening
          if x > 0, pixels[pixel - 1] == 0 { horizontal.nearWalls[cell] = 1 }
          if y > 0, pixels[pixel - unknowns.width] == 0 { vertical.nearWalls[cell] = 1 }
          if x + 1 < unknowns.width {
            if pixels[pixel + 1] == 0 { horizontal.farWalls[cell] = 1 } else { horizontal.links[cell] = 1 }
          }
          if y + 1 < unknowns.height {
            if pixels[pixel + unknowns.width] == 0 { vertical.farWalls[cell] = 1 } else { vertical.links[cell] = 1 }
          }
        }
      }
    }
  }

  /// The network of 2 × 2 cells joined.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func coarsened() -> Conductances {
    let coarse = Conductances(width: (width + 1) / 2, height: (height + 1) / 2)
    for y in 0..<coarse.height {
      for x in 0..<coarse.width {
        let (i, target) = (2 * (y * stride + x), y * coarse.stride + x)
        horizontal.join(at: i, along: 1, across: stride, into: coarse.horizontal, at: target)
        vertical.join(at: i, along: stride, across: 1, into: coarse.vertical, at: target)
        coarse.leaks[target] = leaks[i] + leaks[i + 1] + leaks[i + stride] + leaks[i + stride + 1]
      }
    }
    return coarse
  }
}

extension Conductances.Axis {
  /// Joins the 2 × 2 cells from `i` on; `along` leads to the next cell in this direction, `across` to the next line.
  @inline(__always)
  fileprivate func join(at i: Int, along: Int, across: Int, into coarse: Self, at target: Int) {
    var (link, near, far): (Scalar, Scalar, Scalar) = (0, 0, 0)
    for cell in [i, i + across] {
      // From the middle of a pair to either of its cells; nothing where only one of them is unknown.
      let half = halfResistance(links[cell])
      let outward = links[cell + along]
      link += outward / (1 + outward * (half + halfResistance(links[cell + 2 * along])))
      near += nearWalls[cell] / (1 + nearWalls[cell] * half) + nearWalls[cell + along]
      far += farWalls[cell + along] / (1 + farWalls[cell + along] * half) + farWalls[cell]
    }
    (coarse.links[target], coarse.nearWalls[target], coarse.farWalls[target]) = (link, near, far)
  }

  @inline(__always)
  private func halfResistance(_ conductance: Scalar) -> Scalar { conductance > 0 ? 0.5 / conductance : 0 }
}
