extension Ops {
  static let toDType = Op("aten::to", "dtype")
  static let toDevice = Op("aten::to", "device")
  static let contiguous = Op("aten::contiguous")
  static let clone = Op("aten::clone")
  static let copy = Op("aten::copy_")
  static let setData = Op("aten::set_data")
  static let detach = Op("aten::detach")
}

/// Orders of a `[N, C, H, W]` tensor in memory; the raw values are libtorch's.
public enum MemoryFormat: Int, Sendable {
  /// Row-major: channel after channel.
  case contiguous = 0
  /// Pixel after pixel; convolutions in bfloat16 are fastest so.
  case channelsLast = 2
}

extension Tensor {
  /// The same elements as another type; itself where it has that type.
  public func to(_ dtype: DType) -> Tensor { Ops.toDType(.tensor(self), .dtype(dtype)) }

  /// The same elements on `device`; itself where it is there.
  public func to(_ device: Device) -> Tensor {
    if device == self.device { return self }
    // CUDA has a copy of pageable memory before the call returns; to wait for the GPU too would only stall it.
    let mayReturnEarly = self.device == .cpu && device.kind == .cuda
    return Ops.toDevice(.tensor(self), .device(device), .dtype(dtype), .bool(mayReturnEarly))
  }

  /// The same elements in a given order of memory; itself where they lie so.
  public func contiguous(_ format: MemoryFormat = .contiguous) -> Tensor {
    Ops.contiguous(.tensor(self), .int(format.rawValue))
  }

  /// The same `[N, C, H, W]` elements, pixel after pixel in memory.
  public func channelsLast() -> Tensor { contiguous(.channelsLast) }

  /// A copy with memory of its own.
  public func clone() -> Tensor { Ops.clone(.tensor(self)) }

  /// The same storage, outside the graph of autograd.
  public func detach() -> Tensor { Ops.detach(.tensor(self)) }

  /// Overwrites the elements with those of `other`, which must be broadcastable; autograd does not record it.
  public func copy_(_ other: Tensor) {
    withoutGradients { _ = Ops.copy(.tensor(self), .tensor(other)) }
  }

  /// Replaces storage, type, device and layout by those of `other`; the tensor stays the same leaf for its optimiser.
  public func setData(_ other: Tensor) {
    must { _ = try Ops.setData.all([.tensor(self), .tensor(other)]) }
  }
}
