import Torch

/// The projection after which good patches spread alike in every direction, so that small deviations in directions that
/// good parts never take count as much as large ones in directions that they often take.
///
/// The covariance is drawn towards a sphere by a share, which keeps directions without any spread from deciding alone.
package enum Whitening {
  private static let shrinkage = 0.3
  private static let eigen = Op("aten::linalg_eigh")

  /// V · diag(λ)^(−½) of the shrunk covariance V · diag(λ) · Vᵀ, `[C, C]`, in double precision inside.
  /// - Parameter vectors: `[P, C]`, P ≥ 2.
  package static func projection(of vectors: Tensor) -> Tensor {
    let exact = vectors.to(.cpu).to(.float64)
    let centred = exact - exact.mean([0], keepDim: true)
    let covariance = centred.transpose(0, 1).matmul(centred) * (1 / Double(exact.shape[0] - 1))
    let channels = exact.shape[1]
    let identity = Tensor.eye(channels, .float64)
    let spread = max((covariance * identity).sum().array(of: Double.self)[0] / Double(channels), 1e-12)
    let shrunk = covariance * (1 - shrinkage) + identity * (shrinkage * spread)
    let parts: [Tensor]
    do { parts = try eigen.all([.tensor(shrunk)]) } catch { preconditionFailure("\(error)") }
    let scaled = parts[1] * parts[0].clamp(1e-3 * shrinkage * spread).rsqrt().unsqueeze(0)
    return scaled.to(.float32).to(vectors.device).contiguous()
  }
}
