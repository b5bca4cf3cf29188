import Torch

/// One memory of good patches: vectors of one or more levels, brought to one length or left with their contrast.
package struct FeatureMemory: Sendable {
  package let kind: MemoryKind
  /// The backbone, by its place in the configuration.
  package let backbone: Int
  /// What vectors are multiplied by before they are compared, `[C, C]`.
  let projection: Tensor
  /// The vectors as they were found, `[M, C]`.
  let originals: Tensor
  /// The vectors, projected, and −½ of their squared lengths as one more channel, `[M, C + 1]`.
  private let vectors: Tensor
  /// The photograph that each vector came from, `[M]`; absent in a loaded detector.
  let owners: Tensor?

  /// - Parameter originals: the vectors, `[M, C]`.
  package init(kind: MemoryKind, backbone: Int, projection: Tensor, originals: Tensor, owners: Tensor? = nil) {
    (self.kind, self.backbone, self.projection) = (kind, backbone, projection)
    (self.originals, self.owners) = (originals, owners)
    let projected = originals.matmul(projection)
    vectors = Tensor.cat([projected, (projected * projected).sum([1], keepDim: true) * -0.5], 1).contiguous()
  }

  /// The nearest vector of each position.
  package struct Match {
    /// Euclidean distances `[N, 1, h, w]`.
    package var distances: Tensor
    /// Rows of the memory, `[N · h · w]`.
    package var rows: Tensor
  }

  /// Looks every position up.
  /// - Parameters:
  ///   - query: `[N, C, h, w]`, as `describe` makes them.
  ///   - inputs: the photograph that each of the N inputs is of; its own vectors are passed over. −1: none.
  package func match(_ query: Tensor, passingOver inputs: [Int]? = nil) -> Match {
    let shape = query.shape
    let cells = shape[2] * shape[3]
    let projected = MemoryVectors.rows(query).matmul(projection)
    let transposed = vectors.transpose(0, 1)
    let one = Tensor.ones([projected.shape[0], 1], on: projected.device)
    let extended = Tensor.cat([projected, one], 1)
    var nearest: [Tensor] = []
    var rows: [Tensor] = []
    let atOnce = max(1, 4096 / cells)
    for start in stride(from: 0, to: shape[0], by: atOnce) {
      let end = min(shape[0], start + atOnce)
      let similarity = extended.slice(0, start * cells..<end * cells).matmul(transposed)
      if let inputs, let owners {
        for input in start..<end where inputs[input] >= 0 {
          let own = (owners .== Double(inputs[input])).to(.float32) * -1e9
          similarity.slice(0, (input - start) * cells..<(input - start + 1) * cells).add_(own)
        }
      }
      let (value, row) = similarity.greatest(dim: 1)
      nearest.append(value)
      rows.append(row)
    }
    let squares = (projected * projected).sum([1]) - Tensor.cat(nearest, 0) * 2
    return Match(
      distances: squares.clamp(0).sqrt().reshape(shape[0], 1, shape[2], shape[3]), rows: Tensor.cat(rows, 0))
  }

  /// How far vectors are from others, `[N, 1, h, w]` from `[N, C, h, w]`, as this memory measures.
  func distance(_ a: Tensor, _ b: Tensor) -> Tensor {
    let shape = a.shape
    return MemoryVectors.rows(a - b).matmul(projection).norm([1]).reshape(shape[0], 1, shape[2], shape[3])
  }

  /// The vectors found, as they were before the projection, `[N, C, h, w]`.
  func found(_ rows: Tensor, grid: (rows: Int, columns: Int)) -> Tensor {
    originals.indexSelect(0, rows).reshape(-1, grid.rows, grid.columns, originals.shape[1]).permute(0, 3, 1, 2)
  }
}

/// How the levels of descriptors become the vectors of a memory.
enum MemoryVectors {
  /// The vectors of every position, `[N, C, h, w]` on the grid of the kind's finest stride.
  /// - Parameters:
  ///   - scales: the length that a vector of each level has as a rule.
  static func describe(
    _ descriptors: PatchDescriptors, _ kind: MemoryKind, backbone: Int, scales: [Double]
  ) -> Tensor {
    let indices = levels(kind, backbone: backbone)
    let size = descriptors.levels[indices[0]].shape
    let parts = indices.map { index in
      let level = descriptors.levels[index]
      let scaled =
        switch kind {
        case .fine, .middle: level.unitLength()
        case .contrast: level * (1 / scales[index])
        case .plain: level
        case .deep: level / (level.norm([1], keepDim: true) + scales[index])
        }
      return scaled.shape[2] == size[2] && scaled.shape[3] == size[3] ? scaled : scaled.interpolate(size[2], size[3])
    }
    return parts.count == 1 ? parts[0] : Tensor.cat(parts, 1)
  }

  /// The places of a kind's levels among those of the descriptors.
  static func levels(_ kind: MemoryKind, backbone: Int) -> [Int] {
    kind.strides.map { stride in
      backbone * PatchDescriptors.strides.count + PatchDescriptors.strides.firstIndex(of: stride)!
    }
  }

  /// The median length of a level's vectors over the positions of some images.
  static func scale(_ level: Tensor) -> Double {
    let lengths = level.to(.float32).norm([1]).reshape(-1)
    let step = max(1, lengths.count / 100_000)
    return max(Double(lengths.slice(0, 0..<lengths.count, step: step).quantile(0.5).array(of: Float.self)[0]), 1e-6)
  }

  /// `[N, C, H, W]` → `[N · H · W, C]`.
  static func rows(_ level: Tensor) -> Tensor { level.permute(0, 2, 3, 1).reshape(-1, level.shape[1]) }
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
