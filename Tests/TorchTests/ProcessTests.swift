import Testing
import Torch

/// What needs a process of its own: counts that other tests would disturb, and mistakes that stop the program.
@Suite struct ProcessTests {
  @Test func trainingDoesNotLeak() async {
    await #expect(processExitsWith: .success) {
      setThreads(1)
      let generator = Generator(seed: 1)
      let network = Sequential(
        Conv2d(3, 8, from: generator), BatchNorm2d(8), Activation.relu, Conv2d(8, 3, from: generator))
      let optimizer = AdamW(network.parameters, rate: 1e-3)
      let average = ExponentialMovingAverage(network)
      func train(_ steps: Int) throws {
        for _ in 0..<steps {
          let x = Tensor.randn([1, 3, 8, 8], from: generator)
          let loss = autocast { mseLoss(network(x).to(.float32), x) }
          try loss.backward()
          try clipGradients(network.parameters, limit: 1)
          optimizer.step()
          average.update()
          _ = try requireFinite(loss, "the loss")
          _ = try? Op("aten::add", "Tensor").all([.tensor(x), .tensor(.zeros([7]))])
        }
      }
      try train(10)
      let before = Tensor.liveCount
      try train(1000)
      guard Tensor.liveCount == before else { fatalError("\(before) tensors became \(Tensor.liveCount)") }
    }
  }

  @Test func mistakesStopWithTorchsMessage() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([2]) + Tensor.zeros([3])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("The size of tensor a (2) must match the size of tensor b (3)"))
  }

  @Test func memoryOfAnotherTypeStops() async {
    await #expect(processExitsWith: .failure) {
      Tensor.zeros([2]).withUnsafeBufferPointer(of: Double.self) { print($0[0]) }
    }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2, 3] as [Float], [2, 2]) }
  }
}
