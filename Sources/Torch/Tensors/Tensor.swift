import CTorch

/// A reference to a torch tensor; copies and views share its storage, as in Python.
///
/// Mistakes of the programmer, such as shapes that do not fit, stop the program with torch's message. What must survive
/// them, or a lack of memory, calls ``Op/all(_:capacity:)``, which throws.
public final class Tensor: @unchecked Sendable {
  let handle: OpaquePointer

  /// Takes over one reference.
  init(_ handle: OpaquePointer) { self.handle = handle }

  deinit { ct_release(handle) }

  /// How many tensors Swift holds at the moment, in the whole process; a training loop must not let it grow.
  public static var liveCount: Int { Int(ct_live_count()) }

  /// The number of dimensions.
  public var dim: Int { Int(ct_dim(handle)) }

  /// The extent of each dimension; images are `[N, C, H, W]`.
  public var shape: [Int] { integers(ct_sizes(handle)) }

  /// For each dimension, how many elements lie between neighbours.
  public var strides: [Int] { integers(ct_strides(handle)) }

  /// The number of elements.
  public var count: Int { Int(ct_numel(handle)) }

  /// The element type.
  public var dtype: DType {
    let raw = ct_scalar_type(handle)
    guard let type = DType(rawValue: raw) else { fatalError("no Swift name for torch's scalar type \(raw)") }
    return type
  }

  /// Where the elements are.
  public var device: Device {
    let raw = ct_device_type(handle)
    guard let kind = Device.Kind(rawValue: raw) else { fatalError("no Swift name for torch's device type \(raw)") }
    return Device(kind, index: Swift.max(0, Int(ct_device_index(handle))))
  }

  /// Whether elements lie in row-major order without gaps.
  public var isContiguous: Bool { ct_is_contiguous(handle) }

  /// Whether a `[N, C, H, W]` tensor lies in memory as `[N, H, W, C]`.
  public var isChannelsLast: Bool { ct_is_channels_last(handle) }

  /// The only element, as a number; throws where there are several.
  public var item: Double { get throws(TorchError) { try check { ct_item(handle, &$0) } } }

  private func integers(_ values: UnsafePointer<Int64>?) -> [Int] {
    (0..<dim).map { Int(values![$0]) }
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape, type and device; elements are not shown.
  public var description: String { "Tensor(\(shape), \(dtype), \(device))" }
}
