import Imaging
import Torch

/// What the patches of good parts look like, to several memories at once.
package struct MemoryBank: Sendable {
  /// The memories of each backbone in turn.
  package let memories: [FeatureMemory]
  /// The length that a vector of each level of the descriptors has as a rule.
  let scales: [Double]

  package init(memories: [FeatureMemory], scales: [Double]) { (self.memories, self.scales) = (memories, scales) }

  /// Memories of the kinds and the size that are asked for, of each backbone.
  /// - Parameter photographs: the photograph that each of the N images is, or is a tile of.
  init(
    _ descriptors: PatchDescriptors, of photographs: [Int], configuration: DetectorConfiguration,
    from generator: Generator
  ) {
    scales = descriptors.levels.map(MemoryVectors.scale)
    let candidates = configuration.backbones.indices.flatMap { [scales] backbone in
      configuration.memories.map { kind in
        MemoryCandidates(
          kind, backbone: backbone, in: descriptors, scales: scales, of: photographs, configuration: configuration,
          from: generator)
      }
    }
    memories = zip(candidates, concurrentMap(candidates) { $0.choice.rows() }).map { $0.memory(of: $1) }
  }

  /// The places of the levels that the head compares among those of descriptors.
  static func comparedLevels(_ configuration: DetectorConfiguration) -> [Int] {
    configuration.backbones.indices.flatMap { backbone in
      configuration.memories.filter(\.isBlindToContrast).flatMap { MemoryVectors.levels($0, backbone: backbone) }
    }
  }

  /// What all memories find.
  package struct Match {
    /// Distances on the common grid `[N, K, G, G]`, one channel a memory.
    package var distances: Tensor
    /// Rows of each memory, `[N, h · w]`.
    package var rows: [Tensor]
  }

  /// Looks every position up.
  /// - Parameter inputs: the photograph that each of the N inputs is of; its own vectors are passed over. −1: none.
  func match(_ descriptors: PatchDescriptors, passingOver inputs: [Int]? = nil) -> Match {
    let grid = descriptors.grid
    var distances: [Tensor] = []
    var rows: [Tensor] = []
    for memory in memories {
      let query = MemoryVectors.describe(descriptors, memory.kind, backbone: memory.backbone, scales: scales)
      let match = memory.match(query, passingOver: inputs)
      let size = match.distances.shape
      distances.append(
        size[2] == grid.rows && size[3] == grid.columns
          ? match.distances : match.distances.interpolate(grid.rows, grid.columns))
      rows.append(match.rows.reshape(size[0], -1))
    }
    return Match(distances: Tensor.cat(distances, 1), rows: rows)
  }

  /// The vectors of length 1 found on the levels that the head compares, on the common grid `[N, C, G, G]` each.
  func vectors(_ match: Match, like descriptors: PatchDescriptors) -> [Tensor] {
    memories.indices.filter { memories[$0].kind.isBlindToContrast }.map { index in
      let memory = memories[index]
      let level = descriptors.levels[MemoryVectors.levels(memory.kind, backbone: memory.backbone)[0]].shape
      let found = memory.found(match.rows[index].reshape(-1), grid: (level[2], level[3]))
      let grid = descriptors.grid
      return level[2] == grid.rows && level[3] == grid.columns
        ? found : found.interpolate(grid.rows, grid.columns).unitLength()
    }
  }
}

extension MemoryBank.Match {
  /// The matches of some of the inputs.
  func select(_ indices: Tensor) -> MemoryBank.Match {
    MemoryBank.Match(
      distances: distances.indexSelect(0, indices), rows: rows.map { $0.indexSelect(0, indices) })
  }

  /// Those of several batches one after another.
  static func concatenated(_ parts: [MemoryBank.Match]) -> MemoryBank.Match {
    MemoryBank.Match(
      distances: Tensor.cat(parts.map(\.distances), 0),
      rows: parts[0].rows.indices.map { memory in Tensor.cat(parts.map { $0.rows[memory] }, 0) })
  }
}
