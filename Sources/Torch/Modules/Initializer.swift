import Foundation

/// How the weights of a layer begin. Numbers are always drawn from a ``Generator`` on the CPU, so that equal seeds give
/// equal weights on every device.
public enum Initializer: Sendable {
  /// Every element the same.
  case constant(Double)
  /// Uniform in ±1/√fanIn: what torch's linear and convolution layers begin with.
  case fanInUniform
  /// Normal with variance gain²/fanIn (He et al. 2015), for layers before a ReLU with the default gain √2.
  case kaimingNormal(gain: Double = 2.0.squareRoot())
  /// Uniform with variance gain²/fanIn.
  case kaimingUniform(gain: Double = 2.0.squareRoot())
  /// Normal with variance 2·gain²/(fanIn + fanOut) (Glorot and Bengio 2010).
  case xavierNormal(gain: Double = 1)
  /// Uniform with variance 2·gain²/(fanIn + fanOut).
  case xavierUniform(gain: Double = 1)
  /// Normal about zero.
  case normal(std: Double)
  /// Normal about zero, redrawn outside ±2 std.
  case truncatedNormal(std: Double)

  /// A tensor of `shape`, whose fans are the numbers of inputs of one output and of outputs of one input.
  public func tensor(_ shape: [Int], fanIn: Int, fanOut: Int, from generator: Generator) -> Tensor {
    switch self {
    case .constant(let value): .full(shape, value)
    case .fanInUniform: uniform(shape, bound: (1 / Double(fanIn)).squareRoot(), generator)
    case .kaimingNormal(let gain): .randn(shape, from: generator) * (gain / Double(fanIn).squareRoot())
    case .kaimingUniform(let gain): uniform(shape, bound: gain * (3 / Double(fanIn)).squareRoot(), generator)
    case .xavierNormal(let gain):
      .randn(shape, from: generator) * (gain * (2 / Double(fanIn + fanOut)).squareRoot())
    case .xavierUniform(let gain):
      uniform(shape, bound: gain * (6 / Double(fanIn + fanOut)).squareRoot(), generator)
    case .normal(let std): .randn(shape, from: generator) * std
    case .truncatedNormal(let std): truncatedNormal(shape, generator) * std
    }
  }

  /// The weight of a layer, `[out, in / groups, kernel…]`: from `generator`, or zeros without one.
  func weight(_ shape: [Int], groups: Int = 1, from generator: Generator?) -> Tensor {
    guard let generator else { return .zeros(shape) }
    let window = shape.dropFirst(2).reduce(1, *)
    return tensor(shape, fanIn: shape[1] * window, fanOut: shape[0] / groups * window, from: generator)
  }

  private func uniform(_ shape: [Int], bound: Double, _ generator: Generator) -> Tensor {
    (Tensor.rand(shape, from: generator) * 2 - 1) * bound
  }

  /// By the inverse of the distribution function: x = √2 erf⁻¹(u), u uniform within ±erf(√2).
  private func truncatedNormal(_ shape: [Int], _ generator: Generator) -> Tensor {
    let u = (Tensor.rand(shape, from: generator) * 2 - 1) * erf(2.0.squareRoot())
    return Ops.erfinv(.tensor(u)) * 2.0.squareRoot()
  }
}

extension Ops {
  static let erfinv = Op("aten::erfinv")
}
