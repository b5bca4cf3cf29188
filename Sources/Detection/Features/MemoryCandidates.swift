import Torch

/// The vectors that a memory's are chosen from.
struct MemoryCandidates: Sendable {
  private let kind: MemoryKind
  private let backbone: Int
  private let projection: Tensor
  /// `[P, C]`, and the photograph that each is from.
  private let vectors: Tensor
  private let owners: [Int]
  /// Which of them are to be remembered.
  let choice: GreedyChoice

  /// - Parameters:
  ///   - scales: the length that a vector of each level has as a rule.
  ///   - photographs: the photograph that each of the N images is, or is a tile of.
  init(
    _ kind: MemoryKind, backbone: Int, in descriptors: PatchDescriptors, scales: [Double],
    of photographs: [Int], configuration: DetectorConfiguration, from generator: Generator
  ) {
    (self.kind, self.backbone) = (kind, backbone)
    let level = descriptors.levels[MemoryVectors.levels(kind, backbone: backbone)[0]].shape
    let cells = level[2] * level[3]
    let positions = Tensor.randperm(level[0] * cells, from: generator)
    let drawn = positions.slice(0, 0..<min(configuration.memoryCandidates, positions.count)).array(of: Int.self)
      .sorted()
    let byImage = Dictionary(grouping: drawn) { $0 / cells }
    var parts: [Tensor] = []
    // A few images at a time: joined vectors of all would fill the memory.
    for start in stride(from: 0, to: level[0], by: 16) {
      let range = start..<min(level[0], start + 16)
      let rows = range.flatMap { byImage[$0] ?? [] }.map { $0 - start * cells }
      guard !rows.isEmpty else { continue }
      let described = MemoryVectors.describe(
        descriptors.slice(range).widened(), kind, backbone: backbone, scales: scales)
      parts.append(MemoryVectors.rows(described).indexSelect(0, Tensor(rows).to(described.device)))
    }
    vectors = Tensor.cat(parts, 0)
    owners = drawn.map { photographs[$0 / cells] }
    projection = kind.isWhitened ? Whitening.projection(of: vectors) : Tensor.eye(vectors.shape[1], on: vectors.device)
    let size = kind == .deep ? configuration.memorySize / 2 : configuration.memorySize
    let share = Int((configuration.memoryShare * Double(drawn.count)).rounded(.up))
    choice = GreedyChoice(vectors.matmul(projection), count: min(size, share), from: generator)
  }

  /// The memory of some of them.
  func memory(of rows: [Int]) -> FeatureMemory {
    FeatureMemory(
      kind: kind, backbone: backbone, projection: projection,
      originals: vectors.indexSelect(0, Tensor(rows).to(vectors.device)).contiguous(),
      owners: Tensor(rows.map { owners[$0] }).to(vectors.device))
  }
}
