import CTorch

/// A stream of random numbers of its own, so that parallel work stays repeatable: equal seeds give equal numbers.
///
/// Nothing in this library draws from torch's global generator.
public final class Generator: @unchecked Sendable {
  let handle: OpaquePointer

  /// Where the numbers are drawn.
  public let device: Device

  /// A stream on the CPU.
  public init(seed: UInt64) {
    device = .cpu
    handle = must { try Generator.make(.cpu, seed) }
  }

  /// A stream on `device`; throws where there is no such device.
  public init(seed: UInt64, on device: Device) throws {
    self.device = device
    handle = try Generator.make(device, seed)
  }

  deinit { ct_release_generator(handle) }

  /// The whole state of the stream, as bytes; setting it goes back to that point.
  public var state: Tensor { must { Tensor(try check { ct_generator_state(handle, &$0)! }) } }

  /// Goes on from a ``state`` saved before; throws where the bytes are not one.
  public func restore(_ state: Tensor) throws {
    try check { ct_set_generator_state(handle, state.to(.cpu).handle, &$0) }
  }

  private static func make(_ device: Device, _ seed: UInt64) throws -> OpaquePointer {
    try check { ct_generator(device.kind.rawValue, Int32(device.index), seed, &$0) }!
  }
}
