import Torch

/// Work that is timed step by step; `python/worker.py` does the same.
struct TimedTask {
  /// The tasks there are.
  enum Kind: String, CaseIterable {
    /// Training steps of a detector's head on features `[16, 192, 32, 32]`.
    case head
    /// Training steps of the U-Net on four images of 64 × 64.
    case unet
    /// The same in bfloat16 autocast, channels last.
    case unetBF16 = "unet-bf16"
    /// Ten thousand operations on four numbers: what a call costs by itself.
    case calls

    /// How many steps are timed in a row, about half a second of them on two idle cores.
    var stepsPerTurn: Int {
      switch self {
      case .head: 5
      case .unet, .unetBF16: 1
      case .calls: 20
      }
    }
  }

  /// Parameters of the model, counted.
  let parameterCount: Int
  private let run: () throws -> Void

  init(_ kind: Kind) {
    let generator = Generator(seed: 1)
    switch kind {
    case .head: self.init(training: Self.head(generator))
    case .unet: self.init(training: Self.unet(generator, bf16: false))
    case .unetBF16: self.init(training: Self.unet(generator, bf16: true))
    case .calls: self.init(parameterCount: 0, run: Self.calls)
    }
  }

  private init(parameterCount: Int, run: @escaping () throws -> Void) {
    self.parameterCount = parameterCount
    self.run = run
  }

  private init(training: (model: any Module, loss: () -> Tensor)) {
    let parameters = training.model.parameters
    let optimizer = AdamW(parameters, rate: 1e-3)
    self.init(parameterCount: parameters.map(\.count).reduce(0, +)) {
      let value = training.loss()
      try value.backward()
      optimizer.step()
      _ = try value.item
    }
  }

  /// Takes one step; returns its milliseconds.
  func step() throws -> Double { try ContinuousClock().measure(run) / .milliseconds(1) }

  private static func head(_ generator: Generator) -> (model: any Module, loss: () -> Tensor) {
    let model = Sequential(
      Conv2d(192, 192, 1, bias: false, from: generator), Conv2d(192, 512, 1, bias: false, from: generator),
      BatchNorm2d(512), Activation.relu, Conv2d(512, 1, 1, from: generator))
    let features = Tensor.randn([16, 192, 32, 32], from: generator)
    let target = Tensor.rand([16, 1, 32, 32], from: generator)
    return (model, { bceWithLogits(model(features), target) })
  }

  private static func unet(_ generator: Generator, bf16: Bool) -> (model: any Module, loss: () -> Tensor) {
    let model = UNet(from: generator)
    var image = Tensor.randn([4, 3, 64, 64], from: generator)
    let noise = Tensor.randn([4, 3, 64, 64], from: generator)
    let times = Tensor.rand([4], from: generator) * 1000
    guard bf16 else { return (model, { mseLoss(model(image, times), noise) }) }
    model.convertToChannelsLast()
    image = image.channelsLast()
    return (model, { [image] in mseLoss(autocast { model(image, times) }.to(.float32), noise) })
  }

  private static func calls() {
    let summand = Tensor.ones([4])
    var x = Tensor.zeros([4])
    withoutGradients {
      for _ in 0..<5_000 { x = (x + summand).relu() }
    }
  }
}
