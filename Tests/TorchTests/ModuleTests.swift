import Testing
import Torch

@Suite struct ModuleTests {
  @Test func stateNamesFollowTorch() {
    let norm = BatchNorm2d(4)
    #expect(norm.state.map(\.name) == ["weight", "bias", "running_mean", "running_var"])
    #expect(norm.parameters.count == 2)
  }

  @Test func trainingLowersTheLoss() throws {
    let generator = Generator(seed: 1)
    let layer = Conv2d(3, 3, from: generator)
    let optimizer = AdamW(layer.parameters, rate: 1e-2)
    let x = Tensor.randn([2, 3, 8, 8], from: generator)
    let before = try mseLoss(layer(x), x).item
    for _ in 0..<50 {
      try mseLoss(layer(x), x).backward()
      optimizer.step()
    }
    #expect(try mseLoss(layer(x), x).item < before * 0.5)
  }
}
