import Torch

/// Two branches, one for the ring along the mask's edge, one for the rest, that gate each other before they are merged.
///
/// With the ring B of `[N, 1, H, W]`, 0…1: r = SiLU(conv(B x)), i = SiLU(conv((1 − B) x)), r′ = r σ(G_i i), i′ = i σ(G_r r),
/// and the result is x + merge(B r′ + (1 − B) i′). MaPhC2F (arXiv 2504.12970) has blocks of this name, of which no more is
/// public; the construction is ours.
struct BoundarySynergyBlock: Module {
  let ring: Conv2d
  let interior: Conv2d
  let ringGate: Conv2d
  let interiorGate: Conv2d
  let merge: Conv2d

  init(width: Int, from generator: Generator?) {
    ring = Conv2d(width, width, 3, from: generator)
    interior = Conv2d(width, width, 3, from: generator)
    ringGate = Conv2d(width, width, 1, from: generator)
    interiorGate = Conv2d(width, width, 1, from: generator)
    merge = Conv2d(width, width, 1, from: generator)
  }

  /// `x` `[N, width, H, W]` keeps its shape.
  func callAsFunction(_ x: Tensor, ring edge: Tensor) -> Tensor {
    let rest = 1 - edge
    let (r, i) = (ring(x * edge).silu(), interior(x * rest).silu())
    let (gatedRing, gatedRest) = (r * interiorGate(i).sigmoid(), i * ringGate(r).sigmoid())
    return x + merge(gatedRing * edge + gatedRest * rest)
  }
}
