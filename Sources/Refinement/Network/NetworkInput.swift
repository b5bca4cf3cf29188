import Torch

/// What the network is given: pictures in 0…1 with three channels, sides divisible by four.
package struct NetworkInput {
  /// The coherent picture f, `[N, 3, H, W]`.
  package var picture: Tensor
  /// The photograph I, `[N, 3, H, W]`.
  package var photograph: Tensor
  /// The soft mask M~, `[N, 1, H, W]`, 0…1.
  package var coverage: Tensor
  /// The signed distance to the mask's edge, px, `[N, 1, H, W]`.
  package var distance: Tensor

  /// An input from its parts.
  package init(picture: Tensor, photograph: Tensor, coverage: Tensor, distance: Tensor) {
    (self.picture, self.photograph, self.coverage, self.distance) = (picture, photograph, coverage, distance)
  }

  /// The same with `change` applied to every part.
  func map(_ change: (Tensor) -> Tensor) -> NetworkInput {
    NetworkInput(
      picture: change(picture), photograph: change(photograph), coverage: change(coverage),
      distance: change(distance))
  }
}

/// Where the mask is, on a grid of cells of `cell` px.
struct MaskGuides {
  /// M~, tanh(sd / 8 px) and the ring, `[N, 3, h, w]`.
  let channels: Tensor
  /// B = exp(−|sd| / s), `[N, 1, h, w]`.
  let ring: Tensor
  /// 1 in cells that may change: those with a pixel at most `dilation` from the mask; else 0.
  let support: Tensor
  /// s, px.
  private static let ringWidth = 3.0
  /// How far beyond the mask bands may change, px.
  private static let dilation = 2

  init(_ input: NetworkInput, cell: Int) {
    let edge = (input.distance.abs() * (-1 / Self.ringWidth)).exp()
    ring = edge.avgPool2d(cell)
    channels = Tensor.cat([input.coverage.avgPool2d(cell), (input.distance / 8).tanh().avgPool2d(cell), ring], 1)
    let near = (input.distance .<= Double(Self.dilation) + 0.5).to(.float32)
    support = near.maxPool2d(cell)
  }
}
