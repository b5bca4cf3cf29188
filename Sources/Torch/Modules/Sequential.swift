/// A module that maps one tensor to one.
public protocol Layer: Module {
  /// The layer's output for `x`.
  func callAsFunction(_ x: Tensor) -> Tensor
}

/// Layers one after the other; the state is numbered as in torch, `0.weight`.
public struct Sequential: Layer {
  /// The layers themselves have no level of their own in the names.
  public static let stateNames = ["layers": ""]
  /// First to last.
  public let layers: [any Layer]

  /// Layers from first to last.
  public init(_ layers: any Layer...) { self.layers = layers }

  /// Layers from first to last.
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// The output of the last layer.
  public func callAsFunction(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }
}

/// An activation as a layer of a ``Sequential``.
public enum Activation: Layer {
  case identity, relu, relu6, silu, gelu, hardswish, sigmoid, tanh
  /// With the slope for negative inputs.
  case leakyRelu(Double)

  /// Elementwise.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .identity: x
    case .relu: x.relu()
    case .relu6: x.relu6()
    case .silu: x.silu()
    case .gelu: x.gelu()
    case .hardswish: x.hardswish()
    case .sigmoid: x.sigmoid()
    case .tanh: x.tanh()
    case .leakyRelu(let slope): x.leakyRelu(slope)
    }
  }
}
