import Torch

// The schedule's distributions for batches `[N, C, H, W]`, each sample at a step of its own. Noise is standard normal and
// of the batch's shape.
extension DiffusionSchedule {
  /// A draw of q(x_t | x_0) for each sample, `steps[n]` of 0…T.
  public func noised(_ picture: Tensor, at steps: [Int], noise: Tensor) -> Tensor {
    let parts = steps.map(marginal)
    return picture * column(parts.map(\.signal), as: picture)
      + noise * column(parts.map { $0.variance.squareRoot() }, as: picture)
  }

  /// A draw of q(x_e | x_s, x_0) for each sample, with x_0 = `picture` and x_s = `noisy`.
  public func denoised(_ noisy: Tensor, picture: Tensor, from start: [Int], to end: [Int], noise: Tensor) -> Tensor {
    let parts = zip(start, end).map { posterior(from: $0, to: $1) }
    return picture * column(parts.map(\.clean), as: picture) + noisy * column(parts.map(\.noisy), as: picture)
      + noise * column(parts.map { $0.variance.squareRoot() }, as: picture)
  }

  /// One number a sample, `[N, 1, 1, 1]`, on the device of `batch`.
  func column(_ values: [Double], as batch: Tensor) -> Tensor {
    Tensor(values.map { Float($0) }, [values.count, 1, 1, 1]).to(batch.device)
  }
}
