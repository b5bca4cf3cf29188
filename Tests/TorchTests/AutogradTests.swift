import Testing
import Torch

@Suite struct AutogradTests {
  /// Central differences in double precision know nothing of autograd.
  @Test func gradientsEqualFiniteDifferences() throws {
    let generator = Generator(seed: 3)
    let x = Tensor.randn([2, 3, 5, 5], from: generator, .float64)
    let weight = Tensor.randn([4, 3, 3, 3], from: generator, .float64)
    let function = { (x: Tensor) in
      x.conv2d(weight, padding: 1).groupNorm(2).silu().avgPool2d(2).softmax(1).pow(2).sum()
    }
    let gradient = try gradients(of: function(x.requiresGradient(true)), [x])[0].array(of: Double.self)
    let step = 1e-6
    for i in stride(from: 0, to: x.count, by: 7) {
      func shifted(_ by: Double) throws -> Double {
        let moved = x.detach().clone()
        moved.withUnsafeMutableBufferPointer(of: Double.self) { $0[i] += by }
        return try function(moved).item
      }
      let slope = try (shifted(step) - shifted(-step)) / (2 * step)
      #expect(abs(slope - gradient[i]) < 1e-7 * (1 + abs(slope)))
    }
  }

  @Test func secondDerivative() throws {
    let x = Tensor.full([3], 2).requiresGradient(true)
    let first = try gradients(of: (x * x * x).sum(), [x], createGraph: true)[0]
    #expect(first.array(of: Float.self) == [12, 12, 12])
    try first.sum().backward()
    #expect(x.gradient?.array(of: Float.self) == [12, 12, 12])
  }

  @Test func gradientOfWhatIsNotUsedIsZero() throws {
    let x = Tensor.ones([2]).requiresGradient(true)
    let y = Tensor.ones([3]).requiresGradient(true)
    #expect(try gradients(of: x.sum(), [x, y])[1].array(of: Float.self) == [0, 0, 0])
  }

  @Test func gradientsAddUpUntilCleared() throws {
    let x = Tensor.ones([1]).requiresGradient(true)
    try (x * 2).sum().backward()
    try (x * 3).sum().backward()
    #expect(try x.gradient?.item == 5)
    x.gradient = nil
    #expect(x.gradient == nil)
  }

  @Test func keptGraphCanBeUsedAgain() throws {
    let x = Tensor.full([1], 3).requiresGradient(true)
    let y = (x * x).sum()
    try y.backward(keepGraph: true)
    try y.backward()
    #expect(try x.gradient?.item == 12)
    #expect(throws: TorchError.self) { try y.backward() }
  }

  @Test func backwardOfWhatIsNoScalarThrows() {
    let x = Tensor.ones([2]).requiresGradient(true)
    #expect(throws: TorchError.self) { try (x * 2).backward() }
  }

  @Test func gradientModeComesBackAfterAnError() {
    struct Stop: Error {}
    let x = Tensor.ones([1]).requiresGradient(true)
    #expect(throws: Stop.self) {
      try withoutGradients {
        #expect(!gradientsEnabled && !(x * 2).requiresGradient)
        throw Stop()
      }
    }
    #expect(gradientsEnabled && (x * 2).requiresGradient)
  }

  @Test func autocastUsesHalfTheBitsForProductsOnly() throws {
    let generator = Generator(seed: 5)
    let a = Tensor.randn([8, 16], from: generator)
    let b = Tensor.randn([16, 8], from: generator)
    let (product, sum) = autocast { (a.matmul(b), (a + 1).sum()) }
    #expect(product.dtype == .bfloat16 && sum.dtype == .float32)
    #expect(try difference(product, a.matmul(b)) < 2e-2)
    #expect(a.matmul(b).dtype == .float32)
  }

  @Test func autocastNests() {
    let a = Tensor.ones([2, 2])
    autocast {
      autocast { #expect(a.matmul(a).dtype == .bfloat16) }
      #expect(a.matmul(a).dtype == .bfloat16)
    }
  }
}
