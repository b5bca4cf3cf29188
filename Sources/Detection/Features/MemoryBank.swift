import Torch

/// What the patches of good parts look like: vectors of length 1, in separate memories for each level.
package struct MemoryBank: Sendable {
  /// One tensor `[M, C]` a level.
  let levels: [Tensor]
  /// The photograph that each vector came from, `[M]`; absent in a loaded detector.
  let owners: Tensor?

  package init(levels: [Tensor], owners: Tensor? = nil) { (self.levels, self.owners) = (levels, owners) }

  /// A random sample of `size` positions, the same on all levels.
  /// - Parameter photographs: the photograph that each of the N images is, or is a tile of.
  init(_ descriptors: PatchDescriptors, of photographs: [Int], size: Int, from generator: Generator) {
    let shape = descriptors.coarse[0].shape
    let cells = shape[2] * shape[3]
    let positions = Tensor.randperm(shape[0] * cells, from: generator)
    let chosen = positions.slice(0, 0..<min(size, positions.count)).contiguous()
    let device = descriptors.fine.device
    let rows = chosen.to(device)
    levels = descriptors.coarse.map { MemoryBank.rows($0).indexSelect(0, rows).to(.float32).contiguous() }
    owners = Tensor(photographs).indexSelect(0, Op.floorDivide(chosen, by: cells)).to(device)
  }

  /// The nearest vector of each position on each level.
  package struct Match {
    /// Euclidean distances `[N, L, G, G]`, 0…2.
    package var distances: Tensor
    /// Rows of the memory, one tensor `[N · G · G]` a level.
    package var rows: [Tensor]
  }

  /// Looks every position up.
  /// - Parameter inputs: the photograph that each of the N inputs is of; its own vectors are passed over. −1: none.
  package func match(_ coarse: [Tensor], passingOver inputs: [Int]? = nil) -> Match {
    let shape = coarse[0].shape
    var distances: [Tensor] = []
    var rows: [Tensor] = []
    for (memory, level) in zip(levels, coarse) {
      let query = MemoryBank.rows(level)
      let (nearest, row) = nearest(query, in: memory, passingOver: inputs, cells: shape[2] * shape[3])
      let squared = (2 - nearest * 2).clamp(0)
      distances.append(squared.sqrt().reshape(shape[0], 1, shape[2], shape[3]))
      rows.append(row)
    }
    return Match(distances: Tensor.cat(distances, 1), rows: rows)
  }

  /// The vectors found on one level, `[N, C, G, G]`.
  func vectors(_ rows: Tensor, level: Int, shape: [Int]) -> Tensor {
    levels[level].indexSelect(0, rows).reshape(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)
  }

  /// Vectors of length 1 are nearest where their scalar product is greatest.
  private func nearest(
    _ query: Tensor, in memory: Tensor, passingOver inputs: [Int]?, cells: Int
  ) -> (product: Tensor, row: Tensor) {
    let transposed = memory.transpose(0, 1)
    var products: [Tensor] = []
    var rows: [Tensor] = []
    let inputsAtOnce = 4
    let count = query.shape[0] / cells
    for start in stride(from: 0, to: count, by: inputsAtOnce) {
      let end = min(count, start + inputsAtOnce)
      let similarity = query.slice(0, start * cells..<end * cells).matmul(transposed)
      if let inputs, let owners {
        for input in start..<end where inputs[input] >= 0 {
          let own = (owners .== Double(inputs[input])).to(.float32) * -4
          similarity.slice(0, (input - start) * cells..<(input - start + 1) * cells).add_(own)
        }
      }
      let (product, row) = similarity.greatest(dim: 1)
      products.append(product)
      rows.append(row)
    }
    return (Tensor.cat(products, 0), Tensor.cat(rows, 0))
  }

  /// `[N, C, G, G]` → `[N · G · G, C]`.
  private static func rows(_ level: Tensor) -> Tensor {
    level.permute(0, 2, 3, 1).reshape(-1, level.shape[1])
  }
}

extension Op {
  private static let floorDivide = Op("aten::floor_divide", "Scalar")

  /// ⌊x / divisor⌋ of whole numbers.
  static func floorDivide(_ x: Tensor, by divisor: Int) -> Tensor { floorDivide(.tensor(x), .int(divisor)) }
}

extension Tensor {
  private static let maxAlong = Op("aten::max", "dim")

  /// The greatest element along a dimension and where it is.
  func greatest(dim: Int) -> (value: Tensor, index: Tensor) {
    do {
      let found = try Tensor.maxAlong.all([.tensor(self), .int(dim), false])
      return (found[0], found[1])
    } catch { preconditionFailure("\(error)") }
  }
}
