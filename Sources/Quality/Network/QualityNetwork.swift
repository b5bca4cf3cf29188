import Torch

/// Two small convolutional encoders, for the near and the whole view, and the numbers of the evidence, combined by one
/// hidden layer and a logistic one. About 41,000 parameters.
struct QualityNetwork: Module {
  let near: ViewEncoder
  let whole: ViewEncoder
  let numbers: Linear
  let hidden: Linear
  let exit: Linear

  private static let width = 32

  /// - Parameter evidence: numbers of the evidence.
  init(evidence: Int, from generator: Generator?) {
    near = ViewEncoder(widths: [12, 24, 32, 48], from: generator)
    whole = ViewEncoder(widths: [12, 24, 32], from: generator)
    numbers = Linear(evidence, Self.width, from: generator)
    hidden = Linear(48 + 32 + Self.width, Self.width, from: generator)
    exit = Linear(Self.width + evidence, 1, from: generator)
  }

  /// Logits `[N]` of a batch.
  func callAsFunction(_ batch: QualityBatch) -> Tensor {
    let summary = Tensor.cat([near(batch.near), whole(batch.whole), numbers(batch.numbers).silu()], 1)
    return exit(Tensor.cat([hidden(summary).silu(), batch.numbers], 1)).reshape(-1)
  }
}

/// Convolutions that halve the picture each, and the mean of what they find.
struct ViewEncoder: Module {
  let convolutions: [Conv2d]
  let norms: [GroupNorm]

  init(widths: [Int], from generator: Generator?) {
    let inputs = [SampleViews.channels] + widths.dropLast()
    convolutions = zip(inputs, widths).map {
      Conv2d($0, $1, 3, stride: 2, initializer: .kaimingNormal(), from: generator)
    }
    norms = widths.map { GroupNorm(4, $0) }
  }

  /// `[N, 7, S, S]` → `[N, last width]`
  func callAsFunction(_ views: Tensor) -> Tensor {
    zip(convolutions, norms).reduce(views) { $1.1($1.0($0)).relu() }.mean([2, 3])
  }
}

/// Evidence as tensors.
struct QualityBatch {
  /// `[N, 7, 64, 64]`
  let near: Tensor
  /// `[N, 7, 32, 32]`
  let whole: Tensor
  /// Standardised, `[N, E]`
  let numbers: Tensor

  init(near: Tensor, whole: Tensor, numbers: Tensor) { (self.near, self.whole, self.numbers) = (near, whole, numbers) }

  /// - Parameter numbers: standardised numbers, a row a sample.
  init(_ views: [SampleViews], numbers: [[Double]]) {
    func stacked(_ side: Int, _ view: (SampleViews) -> [Float]) -> Tensor {
      let size = SampleViews.channels * side * side
      return Tensor(shape: [views.count, SampleViews.channels, side, side], of: Float.self) { buffer in
        for (index, own) in views.enumerated() {
          view(own).withUnsafeBufferPointer {
            (buffer.baseAddress! + index * size).update(from: $0.baseAddress!, count: size)
          }
        }
      }
    }
    near = stacked(SampleViews.nearSide, \.near)
    whole = stacked(SampleViews.wholeSide, \.whole)
    self.numbers = Tensor(numbers.joined().map(Float.init), [views.count, numbers.first?.count ?? 0])
  }

  /// Some of the samples, their views turned by one of the eight symmetries of the square.
  func select(_ indices: [Int], symmetry: Int = 0) -> QualityBatch {
    let chosen = Tensor(indices)
    func turned(_ views: Tensor) -> Tensor {
      let picked = views.indexSelect(0, chosen)
      let flipped = symmetry & 4 == 0 ? picked : picked.flip(3)
      return symmetry & 3 == 0 ? flipped : flipped.rotate90(symmetry & 3).contiguous()
    }
    return QualityBatch(near: turned(near), whole: turned(whole), numbers: numbers.indexSelect(0, chosen))
  }
}
