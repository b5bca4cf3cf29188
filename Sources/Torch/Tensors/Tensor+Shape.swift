extension Ops {
  static let reshape = Op("aten::reshape")
  static let transpose = Op("aten::transpose", "int")
  static let permute = Op("aten::permute")
  static let squeeze = Op("aten::squeeze", "dim")
  static let unsqueeze = Op("aten::unsqueeze")
  static let flatten = Op("aten::flatten", "using_ints")
  static let expand = Op("aten::expand")
  static let repeatTiles = Op("aten::repeat")
  static let flip = Op("aten::flip")
  static let rot90 = Op("aten::rot90")
  static let roll = Op("aten::roll")
  static let cat = Op("aten::cat")
  static let stack = Op("aten::stack")
  static let chunk = Op("aten::chunk")
  static let pad = Op("aten::pad")
  static let unfold = Op("aten::im2col")
}

// Views and arrangements. A negative dimension counts from the end.
extension Tensor {
  /// The same elements in another shape; one extent may be −1.
  public func reshape(_ shape: Int...) -> Tensor { reshape(shape) }

  /// The same elements in another shape; one extent may be −1.
  public func reshape(_ shape: [Int]) -> Tensor { Ops.reshape(.tensor(self), .ints(shape)) }

  /// Two dimensions exchanged.
  public func transpose(_ a: Int, _ b: Int) -> Tensor { Ops.transpose(.tensor(self), .int(a), .int(b)) }

  /// The dimensions in the order given.
  public func permute(_ order: Int...) -> Tensor { Ops.permute(.tensor(self), .ints(order)) }

  /// Without the dimension `dim` of extent 1.
  public func squeeze(_ dim: Int) -> Tensor { Ops.squeeze(.tensor(self), .int(dim)) }

  /// With a new dimension of extent 1 at `dim`.
  public func unsqueeze(_ dim: Int) -> Tensor { Ops.unsqueeze(.tensor(self), .int(dim)) }

  /// The dimensions from `start` to `end`, both included, joined to one.
  public func flatten(_ start: Int = 0, _ end: Int = -1) -> Tensor {
    Ops.flatten(.tensor(self), .int(start), .int(end))
  }

  /// Extents of 1 repeated to `shape` without a copy; −1 keeps an extent.
  public func expand(_ shape: Int...) -> Tensor { Ops.expand(.tensor(self), .ints(shape)) }

  /// Copies side by side: `counts[i]` of them along dimension i.
  public func tiled(_ counts: Int...) -> Tensor { Ops.repeatTiles(.tensor(self), .ints(counts)) }

  /// The reverse order along `dims`.
  public func flip(_ dims: Int...) -> Tensor { flip(dims) }

  /// The reverse order along `dims`, which may be none.
  public func flip(_ dims: [Int]) -> Tensor { Ops.flip(.tensor(self), .ints(dims)) }

  /// Turned by `quarters` quarter turns in the plane of `dims`, from the first towards the second.
  public func rotate90(_ quarters: Int, _ dims: [Int] = [-2, -1]) -> Tensor {
    Ops.rot90(.tensor(self), .int(quarters), .ints(dims))
  }

  /// Shifted cyclically by `shifts` along `dims`.
  public func roll(_ shifts: [Int], _ dims: [Int]) -> Tensor {
    Ops.roll(.tensor(self), .ints(shifts), .ints(dims))
  }

  /// Joined along an existing dimension.
  public static func cat(_ tensors: [Tensor], _ dim: Int) -> Tensor { Ops.cat(.tensors(tensors), .int(dim)) }

  /// Joined along a new dimension.
  public static func stack(_ tensors: [Tensor], _ dim: Int = 0) -> Tensor { Ops.stack(.tensors(tensors), .int(dim)) }

  /// At most `count` parts of equal extent along `dim`; the last may be smaller.
  public func chunk(_ count: Int, _ dim: Int) -> [Tensor] {
    must { try Ops.chunk.all([.tensor(self), .int(count), .int(dim)], capacity: Swift.max(1, count)) }
  }

  /// How ``pad(_:_:)`` makes up the border.
  public enum Padding: Sendable {
    /// A constant.
    case constant(Double)
    /// Mirrored about the edge elements, which are not repeated.
    case reflect
    /// The edge elements repeated.
    case replicate
    /// The opposite side.
    case circular
  }

  /// A border added to the last dimensions: `amounts` is left, right, top, bottom, …; the last dimension comes first.
  public func pad(_ amounts: [Int], _ padding: Padding = .constant(0)) -> Tensor {
    switch padding {
    case .constant(let value): Ops.pad(.tensor(self), .ints(amounts), "constant", .double(value))
    case .reflect: Ops.pad(.tensor(self), .ints(amounts), "reflect")
    case .replicate: Ops.pad(.tensor(self), .ints(amounts), "replicate")
    case .circular: Ops.pad(.tensor(self), .ints(amounts), "circular")
    }
  }

  /// The `kernel` × `kernel` neighbourhoods of a `[N, C, H, W]` tensor as columns, `[N, C · kernel², positions]`.
  public func unfold(_ kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1) -> Tensor {
    Ops.unfold(
      .tensor(self), [kernel, kernel].value, [dilation, dilation].value, [padding, padding].value,
      [stride, stride].value)
  }
}

extension Array where Element == Int {
  var value: Value { .ints(self) }
}
