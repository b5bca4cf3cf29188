import CTorch

/// Where a tensor lives.
public struct Device: Hashable, Sendable, CustomStringConvertible {
  /// Kinds of devices; the raw values are libtorch's.
  public enum Kind: Int32, Sendable, CaseIterable {
    case cpu = 0
    case cuda = 1
    case mps = 13

    var name: String {
      switch self {
      case .cpu: "cpu"
      case .cuda: "cuda"
      case .mps: "mps"
      }
    }
  }

  /// The kind of device.
  public let kind: Kind
  /// Which of that kind, from 0.
  public let index: Int

  /// The `index`-th device of a kind.
  public init(_ kind: Kind, index: Int = 0) {
    self.kind = kind
    self.index = index
  }

  /// The processor.
  public static let cpu = Device(.cpu)
  /// The first NVIDIA GPU.
  public static let cuda = Device(.cuda)
  /// The GPU of a Mac.
  public static let mps = Device(.mps)

  /// torch's name: `cpu`, `cuda:0`, `mps:0`.
  public var description: String { kind == .cpu ? kind.name : "\(kind.name):\(index)" }

  /// Whether this machine has the device and this build of torch can drive it.
  public var isAvailable: Bool { index >= 0 && index < Device.count(of: kind) }

  /// How many devices of a kind can be used.
  public static func count(of kind: Kind) -> Int { Int(ct_device_count(kind.rawValue)) }

  /// Whether convolutions in bfloat16 are faster here than in single precision. Processors that lack the instructions take
  /// several times as long.
  public var hasFastBFloat16: Bool {
    switch kind {
    case .cpu: ct_cpu_has("avx512_bf16") || ct_cpu_has("amx_bf16")
    case .cuda: true
    case .mps: false
    }
  }

  /// Waits until all work given to the device is done; timings need it on a GPU.
  public func synchronize() throws {
    try check { ct_synchronize(kind.rawValue, Int32(index), &$0) }
  }
}
