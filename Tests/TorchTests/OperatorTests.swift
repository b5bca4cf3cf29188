import Testing
import Torch

/// Every wrapper, and the gradient through it, against Python's torch.
@Suite struct OperatorTests {
  typealias Case = @Sendable ([Tensor]) -> Tensor

  @Test(arguments: cases.keys.sorted())
  func equalsPython(_ name: String) throws {
    let golden = try Golden.tensors("operators")
    let inputs = (0..<4).compactMap { golden["\(name)/\($0)"] }
    for input in inputs where input.dtype.isFloatingPoint { input.requiresGradient(true) }
    let operation = try #require(Self.cases[name])
    let result = operation(inputs)
    #expect(try difference(result.detach(), golden["\(name)/result"]) < 2e-6)

    try result.pow(2).sum().backward()
    for (i, input) in inputs.enumerated() {
      guard let expected = golden["\(name)/gradient\(i)"] else { continue }
      #expect(try difference(input.gradient, expected) < 5e-6, "gradient by input \(i)")
    }
  }

  @Test func everyGoldenCaseIsTested() throws {
    let names = try Golden.tensors("operators").keys.filter { $0.hasSuffix("/result") }.map { $0.dropLast(7) }
    #expect(Set(names.map(String.init)) == Set(Self.cases.keys))
  }

  private static func total(_ terms: [Tensor]) -> Tensor { terms.dropFirst().reduce(terms[0], +) }

  private static func arithmetic(_ a: Tensor, _ b: Tensor) -> Tensor {
    let quotient = b / (a * a + 1.5)
    let rest = (2 - a) * 0.5
    return (a + b) * a - quotient - rest
  }

  static let cases: [String: Case] = [activations, images, normalizations, products, reductions, arrangements, losses]
    .reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  static let activations: [String: Case] = [
    "arithmetic": { arithmetic($0[0], $0[1]) },
    "power": { a in total([a[0].pow(1.5), 1 / a[0], a[0].sqrt(), a[0].rsqrt(), a[0].log(), a[0].log1p()]) },
    "waves": { a in total([a[0].sin(), a[0].cos() * a[0].exp(), a[0].abs(), a[0].clamp(-0.5, 0.5)]) },
    "relu": { a in total([a[0].relu(), (a[0] * 4).relu6(), a[0].leakyRelu(0.2)]) },
    "gates": { a in total([a[0].silu(), a[0].gelu(), a[0].hardswish(), a[0].sigmoid(), a[0].tanh()]) },
    "softplus": { $0[0].softplus() + $0[0].logSigmoid() },
    "softmax": { $0[0].softmax(1) + $0[0].logSoftmax(0) },
  ]

  static let images: [String: Case] = [
    "conv2d": { $0[0].conv2d($0[1], bias: $0[2], padding: 1) },
    "conv2d-grouped": { $0[0].conv2d($0[1], stride: 2, padding: 2, dilation: 2, groups: 2) },
    "conv-transpose2d": { $0[0].convTranspose2d($0[1], bias: $0[2], stride: 2) },
    "average-pool": { $0[0].avgPool2d(3, stride: 1, padding: 1, countPadding: false) },
    "average-pool-padded": { $0[0].avgPool2d(3, stride: 2, padding: 1) },
    "max-pool": { $0[0].maxPool2d(2) },
    "bilinear": { $0[0].interpolate(9, 11) },
    "bilinear-antialiased": { $0[0].interpolate(5, 4, .bilinearAntialiased) },
    "bicubic": { $0[0].interpolate(9, 11, .bicubic) },
    "nearest": { $0[0].interpolate(12, 10, .nearest) },
    "area": { $0[0].interpolate(3, 2, .area) },
    "grid-sample": { $0[0].gridSample($0[1]) },
    "unfold": { $0[0].unfold(3, stride: 2, padding: 1) },
  ]

  static let normalizations: [String: Case] = [
    "batch-norm": {
      $0[0].batchNorm(
        weight: $0[1], bias: $0[2], runningMean: .zeros([4]), runningVariance: .ones([4]), training: true)
    },
    "batch-norm-running": {
      $0[0].batchNorm(
        weight: nil, bias: nil, runningMean: $0[1].detach(), runningVariance: $0[2].detach(), training: false)
    },
    "group-norm": { $0[0].groupNorm(2, weight: $0[1], bias: $0[2]) },
    "layer-norm": { $0[0].layerNorm([5], weight: $0[1], bias: $0[2]) },
  ]

  static let products: [String: Case] = [
    "linear": { $0[0].linear($0[1], bias: $0[2]) },
    "embedding": { $0[0].embedding($0[1]) },
    "matmul": { $0[0].matmul($0[1]) },
    "bmm": { $0[0].bmm($0[1]) },
    "cdist": { $0[0].cdist($0[1]) },
    "einsum": { einsum("ncl,cd->ndl", $0[0], $0[1]) },
    "attention": { scaledDotProductAttention($0[0], $0[1], $0[2]) },
  ]

  static let reductions: [String: Case] = [
    "sums": { a in total([a[0].sum([0, 2]), a[0].mean([0, 2]), a[0].max([0, 2]), -a[0].min([0, 2])]) },
    "spread": { a in
      total([a[0].variance([0, 2]), a[0].standardDeviation([0, 2], correction: 0), a[0].norm([0, 2])])
    },
    "quantile": { $0[0].quantile(0.3) },
    "cumsum": { $0[0].cumsum(1) },
  ]

  static let arrangements: [String: Case] = [
    "arrange": { a in
      let swapped = a[0].permute(0, 2, 1).reshape(2, 12)
      return .cat([swapped, a[0].flip(1).flatten(1), a[0].roll([1], [2]).reshape(2, -1)], 1)
    },
    "turn": { .stack([$0[0].rotate90(1, [1, 2]), $0[0].transpose(1, 2)]) },
    "pad": { a in
      let paddings: [Tensor.Padding] = [.constant(0), .reflect, .replicate, .circular]
      return .stack(paddings.map { a[0].pad([1, 2, 0, 3], $0) })
    },
    "pick": { a in
      let parts = [a[0].indexSelect(0, a[1]), a[0].gather(1, a[2]), a[0][1..<4].slice(1, 0..<6, step: 2)]
      return .cat(parts.map { $0.sum([0]) }, 0)
    },
    "scatter": { $0[0].scatterAdd(1, $0[1], $0[2]) },
    "rank": { a in
      .cat([a[0].topk(2, 1).values, a[0].sort(1).values, a[0].topk(3, 1, largest: false).values], 1)
    },
    "choose": { a in
      let chosen = select(where: a[0] .> a[1], a[0], a[1] * 2)
      return total([chosen, maximum(a[0], a[1]), -minimum(a[0], a[1]), a[0].maskedFill(a[1] .> 0, 3)])
    },
  ]

  static let losses: [String: Case] = [
    "mse": { mseLoss($0[0], $0[1]) },
    "l1": { l1Loss($0[0], $0[1], .sum) },
    "smooth-l1": { smoothL1Loss($0[0], $0[1], beta: 0.5) },
    "bce": { bceWithLogits($0[0], $0[1], weight: $0[2].detach(), positiveWeight: .full([], 2)) },
    "cross-entropy": { crossEntropy($0[0], $0[1]) },
  ]
}
