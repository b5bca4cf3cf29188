import Testing
import Torch

/// A network with every kind of property that the state knows.
private struct Network: Module {
  static let stateNames = ["blocks": "_blocks"]
  let blocks: [Sequential]
  let skip: Conv2d?
  let missing: Conv2d?
  let norm: BatchNorm2d
  @Parameter var scale: Tensor
  let table: Tensor
  let width = 3

  init(from generator: Generator?) {
    blocks = (0..<2).map { _ in Sequential(Conv2d(3, 3, 1, bias: false, from: generator), Activation.relu) }
    skip = Conv2d(3, 3, 1, from: generator)
    missing = nil
    norm = BatchNorm2d(3)
    scale = .ones([1])
    table = .arange(3)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    norm(blocks.reduce(x) { $1($0) } + (skip?(x) ?? x)) * scale
  }
}

@Suite struct ModuleTests {
  @Test func stateNamesFollowTorch() {
    let network = Network(from: Generator(seed: 1))
    #expect(
      network.state.map(\.name) == [
        "_blocks.0.0.weight", "_blocks.1.0.weight", "skip.weight", "skip.bias", "norm.weight", "norm.bias",
        "norm.running_mean", "norm.running_var", "scale", "table",
      ])
    #expect(network.parameters.count == 7 && network.parameters.allSatisfy(\.requiresGradient))
    #expect(network.state.filter { !$0.isParameter }.allSatisfy { !$0.tensor.requiresGradient })
  }

  @Test func equalSeedsGiveEqualWeights() {
    let (a, b) = (Network(from: Generator(seed: 1)), Network(from: Generator(seed: 1)))
    for (x, y) in zip(a.state, b.state) { #expect(isIdentical(x.tensor, y.tensor)) }
    #expect(Network(from: nil).blocks[0].state[0].tensor.array(of: Float.self).allSatisfy { $0 == 0 })
  }

  @Test func loadsByName() throws {
    let (a, b) = (Network(from: Generator(seed: 1)), Network(from: Generator(seed: 2)))
    let x = Tensor.randn([2, 3, 4, 4], from: Generator(seed: 3))
    #expect(!isIdentical(a(x), b(x)))
    try b.load(a.stateDictionary)
    a.eval()
    b.eval()
    #expect(isIdentical(a(x), b(x)))
  }

  @Test func unfitStatesAreListedAndChangeNothing() throws {
    let network = Network(from: Generator(seed: 1))
    let before = network.parameters[0].detach().clone()
    var state = network.stateDictionary.mapValues { $0.zerosLike() }
    state["scale"] = nil
    state["skip.bias"] = .zeros([4])
    state["surplus"] = .zeros([1])
    #expect(
      throws: TorchError.state([
        "skip.bias has the shape [4], not [3]", "scale is missing", "surplus is not expected",
      ])
    ) { try network.load(state) }
    #expect(isIdentical(network.parameters[0], before))
    state["scale"] = .ones([1])
    state["skip.bias"] = .ones([3])
    try network.load(state, strict: false)
    #expect(try network.parameters[0].abs().max().item == 0)
  }

  @Test func evaluationUsesRunningStatistics() throws {
    let norm = BatchNorm2d(2, momentum: 1)
    let x = Tensor.randn([8, 2, 5, 5], from: Generator(seed: 1)) * 3 + 1
    let trained = norm(x)
    #expect(try abs(trained.mean().item) < 1e-5)
    norm.eval()
    #expect(try difference(norm(x), trained) < 0.01)
    #expect(try norm(x + 5).mean().item > 1)
    let before = norm.stateDictionary["running_mean"]!.clone()
    _ = norm(x + 9)
    #expect(isIdentical(norm.stateDictionary["running_mean"]!, before))
    norm.train()
    _ = norm(x + 9)
    #expect(!isIdentical(norm.stateDictionary["running_mean"]!, before))
  }

  @Test func frozenParametersGetNoGradient() throws {
    let network = Network(from: Generator(seed: 1))
    let x = Tensor.randn([2, 3, 4, 4], from: Generator(seed: 2))
    network.freeze()
    #expect(!network(x).requiresGradient)
    network.freeze(false)
    try network(x).pow(2).sum().backward()
    #expect(network.parameters.allSatisfy { $0.gradient != nil })
  }

  @Test func layoutAndTypeChangeInPlace() throws {
    let network = Network(from: Generator(seed: 1))
    let optimizer = SGD(network.parameters, rate: 0.1)
    let x = Tensor.randn([2, 3, 4, 4], from: Generator(seed: 2))
    let expected = network(x)
    network.convertToChannelsLast()
    #expect(try difference(network(x.channelsLast()), expected) < 1e-5)
    let before = network.parameters[0].detach().clone()
    try network(x.channelsLast()).pow(3).sum().backward()
    optimizer.step()
    #expect(!isIdentical(network.parameters[0], before), "the optimiser works on the same leaves")
    network.convert(to: .float64)
    network.move(to: .cpu)
    #expect(network(x.to(.float64)).dtype == .float64)
  }

  @Test func transposedConvolutionDoublesTheSize() {
    let layer = ConvTranspose2d(3, 2, from: Generator(seed: 1))
    #expect(layer(.zeros([1, 3, 4, 5])).shape == [1, 2, 8, 10])
    #expect(Embedding(5, 3, from: Generator(seed: 1))(Tensor([0, 4])).shape == [2, 3])
    #expect(Linear(3, 2, from: Generator(seed: 1))(LayerNorm(3)(.ones([4, 3]))).shape == [4, 2])
    #expect(GroupNorm(2, 4)(.ones([1, 4, 2, 2])).shape == [1, 4, 2, 2])
  }

  @Test func averageFollowsTheParameters() throws {
    let layer = Linear(1, 1, bias: false, from: nil)
    let average = ExponentialMovingAverage(layer, decay: 0.5)
    layer.weight.copy_(.ones([1, 1]))
    average.update()
    #expect(try average.state["weight"]!.item == Double(Float(0.9)), "the first update keeps 1/10")
    #expect(try average.withAverages { try layer.weight.item } == Double(Float(0.9)))
    #expect(try layer.weight.item == 1)
    for _ in 0..<40 { average.update() }
    #expect(try abs(average.state["weight"]!.item - 1) < 1e-6)
  }
}
