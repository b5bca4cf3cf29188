extension Ops {
  static let realFourier2d = Op("aten::fft_rfft2")
  static let viewAsReal = Op("aten::view_as_real")
}

extension Tensor {
  /// |F|² of the discrete Fourier transform F of each `[…, H, W]` plane of real numbers, unnormalised: `[…, H, W / 2 + 1]`,
  /// the frequencies along the width from 0 to W / 2, those along the height from 0 up, then from −H / 2.
  public func powerSpectrum2d() -> Tensor {
    Ops.viewAsReal(.tensor(Ops.realFourier2d(.tensor(self)))).pow(2).sum([-1])
  }
}
