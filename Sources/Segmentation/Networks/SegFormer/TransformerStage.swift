import Torch

/// One level of the hierarchy: overlapping patches, transformer blocks, normalisation.
struct TransformerStage: Module {
  let embedding: Conv2d
  let embeddingNorm: LayerNorm
  let blocks: [TransformerBlock]
  let norm: LayerNorm

  init(_ stage: Int, _ configuration: SegFormerConfiguration, from generator: Generator?) {
    let channels = configuration.channels[stage]
    // Patches overlap: 7 × 7 every 4 pixels, then 3 × 3 every 2 (section 3.1 of the paper).
    embedding = Conv2d(
      stage == 0 ? 3 : configuration.channels[stage - 1], channels, stage == 0 ? 7 : 3, stride: stage == 0 ? 4 : 2,
      initializer: .kaimingNormal(gain: 1), from: generator)
    embeddingNorm = LayerNorm(channels)
    blocks = (0..<configuration.depths[stage]).map { _ in
      TransformerBlock(
        channels, heads: configuration.heads[stage], reduction: configuration.reductions[stage],
        expansion: configuration.expansions[stage], from: generator)
    }
    norm = LayerNorm(channels, epsilon: TransformerBlock.epsilon)
  }

  /// `[N, C, H, W]` → `[N, C′, H′, W′]`
  func callAsFunction(_ x: Tensor) -> Tensor {
    let patches = embedding(x)
    let grid = TokenGrid(height: patches.shape[2], width: patches.shape[3])
    var tokens = embeddingNorm(grid.tokens(patches))
    for block in blocks { tokens = block(tokens, grid) }
    return grid.image(norm(tokens))
  }
}

/// How tokens `[N, L, C]` lie in the image, row by row.
struct TokenGrid {
  let height: Int
  let width: Int

  /// `[N, C, H, W]` → `[N, L, C]`
  func tokens(_ image: Tensor) -> Tensor { image.flatten(2).transpose(1, 2) }

  /// `[N, L, C]` → `[N, C, H, W]`
  func image(_ tokens: Tensor) -> Tensor {
    tokens.transpose(1, 2).reshape(tokens.shape[0], tokens.shape[2], height, width)
  }
}

/// Attention and feed-forward network, each normalised before and added to its input.
struct TransformerBlock: Module {
  /// Of the normalisations, as in the published weights.
  static let epsilon = 1e-6

  let attentionNorm: LayerNorm
  let attention: EfficientAttention
  let feedForwardNorm: LayerNorm
  let feedForward: MixFeedForward

  init(_ channels: Int, heads: Int, reduction: Int, expansion: Int, from generator: Generator?) {
    attentionNorm = LayerNorm(channels, epsilon: Self.epsilon)
    attention = EfficientAttention(channels, heads: heads, reduction: reduction, from: generator)
    feedForwardNorm = LayerNorm(channels, epsilon: Self.epsilon)
    feedForward = MixFeedForward(channels, expansion: expansion, from: generator)
  }

  func callAsFunction(_ tokens: Tensor, _ grid: TokenGrid) -> Tensor {
    let attended = tokens + attention(attentionNorm(tokens), grid)
    return attended + feedForward(feedForwardNorm(attended), grid)
  }
}

/// Self-attention whose keys and values are gathered from blocks of R½ × R½ tokens, so that its cost falls by R
/// (equations 1 and 2 of the paper).
struct EfficientAttention: Module {
  let query: Linear
  let key: Linear
  let value: Linear
  let reduction: Conv2d?
  let reductionNorm: LayerNorm?
  let exit: Linear
  private let heads: Int

  init(_ channels: Int, heads: Int, reduction: Int, from generator: Generator?) {
    func linear() -> Linear { Linear(channels, channels, initializer: .truncatedNormal(std: 0.02), from: generator) }
    (query, key, value, exit) = (linear(), linear(), linear(), linear())
    // Reshaping blocks of tokens into one long vector and a linear layer: a convolution with its kernel as stride.
    self.reduction =
      reduction > 1
      ? Conv2d(
        channels, channels, reduction, stride: reduction, padding: 0, initializer: .kaimingNormal(gain: 1),
        from: generator) : nil
    reductionNorm = reduction > 1 ? LayerNorm(channels) : nil
    self.heads = heads
  }

  func callAsFunction(_ tokens: Tensor, _ grid: TokenGrid) -> Tensor {
    var sources = tokens
    if let reduction, let reductionNorm {
      sources = reductionNorm(reduction(grid.image(tokens)).flatten(2).transpose(1, 2))
    }
    let attended = scaledDotProductAttention(split(query(tokens)), split(key(sources)), split(value(sources)))
    return exit(attended.transpose(1, 2).flatten(2))
  }

  /// `[N, L, C]` → `[N, heads, L, C / heads]`
  private func split(_ tokens: Tensor) -> Tensor {
    tokens.reshape(tokens.shape[0], tokens.shape[1], heads, tokens.shape[2] / heads).transpose(1, 2)
  }
}

/// A feed-forward network with a depthwise 3 × 3 convolution inside, whose zero border tells where tokens lie: no
/// position codes are needed (equation 3 of the paper).
struct MixFeedForward: Module {
  let entry: Linear
  let mixing: Conv2d
  let exit: Linear

  init(_ channels: Int, expansion: Int, from generator: Generator?) {
    let wide = channels * expansion
    entry = Linear(channels, wide, initializer: .truncatedNormal(std: 0.02), from: generator)
    mixing = Conv2d(wide, wide, groups: wide, initializer: .kaimingNormal(), from: generator)
    exit = Linear(wide, channels, initializer: .truncatedNormal(std: 0.02), from: generator)
  }

  func callAsFunction(_ tokens: Tensor, _ grid: TokenGrid) -> Tensor {
    exit(grid.tokens(mixing(grid.image(entry(tokens)))).gelu())
  }
}
