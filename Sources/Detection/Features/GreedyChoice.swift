import Torch

/// A few vectors that lie near all others: each next one is the farthest from those chosen (Sener and Savarese, ICLR 2018;
/// for patches Roth et al., "PatchCore", CVPR 2022).
///
/// Random vectors are mostly of what is frequent; a part that turns, or a rare but good patch, then has no neighbour.
package enum GreedyChoice {
  /// Distances are taken in this many random projections.
  private static let projections = 48

  /// The rows chosen, `[count]`; all where there are no more.
  /// - Parameter vectors: `[P, C]`.
  package static func rows(_ vectors: Tensor, count: Int, from generator: Generator) -> Tensor {
    let total = vectors.shape[0]
    guard total > count else { return Tensor.arange(total, .int64).to(vectors.device) }
    let projected = projected(vectors, from: generator)
    let squares = (projected * projected).sum([1])
    var chosen = [Tensor.randint(0..<total, [1], from: generator).array(of: Int.self)[0]]
    chosen.reserveCapacity(count)
    let nearest = squares.fullLike(.infinity)
    while chosen.count < count {
      let last = chosen[chosen.count - 1]
      let product = projected.matmul(projected.select(0, last))
      let distance = squares + squares.select(0, last) - product * 2
      let nearer = minimum(nearest, distance)
      nearest.copy_(nearer)
      chosen.append(nearer.argmax(0).array(of: Int.self)[0])
    }
    return Tensor(chosen).to(vectors.device)
  }

  private static func projected(_ vectors: Tensor, from generator: Generator) -> Tensor {
    let channels = vectors.shape[1]
    guard channels > projections else { return vectors.contiguous() }
    let directions = Tensor.randn([channels, projections], from: generator, on: vectors.device)
    return vectors.matmul(directions * (1 / Double(projections).squareRoot())).contiguous()
  }
}
