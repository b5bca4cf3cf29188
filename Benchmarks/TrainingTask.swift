import Torch

/// A training whose steps are timed; `python/training.py` does the same work.
struct TrainingTask {
  /// The tasks there are.
  enum Kind: String, CaseIterable {
    /// A detector's head on features `[16, 192, 32, 32]`.
    case head
    /// The U-Net on four images of 64 × 64.
    case unet
    /// The same in bfloat16 autocast, channels last.
    case unetBF16 = "unet-bf16"

    /// How many steps are timed in a row, about half a second of them on two idle cores.
    var stepsPerTurn: Int { self == .head ? 5 : 1 }
  }

  /// Parameters of the model, counted.
  let parameterCount: Int
  private let optimizer: AdamW
  private let loss: () -> Tensor

  init(_ kind: Kind) {
    let generator = Generator(seed: 1)
    let model: any Module
    switch kind {
    case .head: (model, loss) = Self.head(generator)
    case .unet: (model, loss) = Self.unet(generator, bf16: false)
    case .unetBF16: (model, loss) = Self.unet(generator, bf16: true)
    }
    optimizer = AdamW(model.parameters, rate: 1e-3)
    parameterCount = model.parameters.map(\.count).reduce(0, +)
  }

  /// Takes one step; returns its milliseconds.
  func step() throws -> Double {
    let clock = ContinuousClock()
    let duration = try clock.measure {
      let value = loss()
      try value.backward()
      optimizer.step()
      _ = try value.item
    }
    return duration / .milliseconds(1)
  }

  private static func head(_ generator: Generator) -> (any Module, () -> Tensor) {
    let model = Sequential(
      Conv2d(192, 192, 1, bias: false, from: generator), Conv2d(192, 512, 1, bias: false, from: generator),
      BatchNorm2d(512), Activation.relu, Conv2d(512, 1, 1, from: generator))
    let features = Tensor.randn([16, 192, 32, 32], from: generator)
    let target = Tensor.rand([16, 1, 32, 32], from: generator)
    return (model, { bceWithLogits(model(features), target) })
  }

  private static func unet(_ generator: Generator, bf16: Bool) -> (any Module, () -> Tensor) {
    let model = UNet(from: generator)
    var image = Tensor.randn([4, 3, 64, 64], from: generator)
    let noise = Tensor.randn([4, 3, 64, 64], from: generator)
    let times = Tensor.rand([4], from: generator) * 1000
    guard bf16 else { return (model, { mseLoss(model(image, times), noise) }) }
    model.convertToChannelsLast()
    image = image.channelsLast()
    return (model, { [image] in mseLoss(autocast { model(image, times) }.to(.float32), noise) })
  }
}
