import Torch

/// Tells pictures of real defects from drawn ones.
///
/// After SARD (arXiv 2508.03143) a global branch judges the whole picture and a branch with discriminative mask guidance
/// the defect. Both judge frozen features of a pre-trained network, each level by a small head of its own, after projected
/// GANs (Sauer et al. 2021, 2022); a discriminator that begins with pixels learns nothing from so few pictures in so few
/// steps. The mask-guided heads are shown the features that the dilated mask covers and no others, their cells weigh by how
/// much it covers of them, and they are told the type of the defect: a defect of a few pixels thus weighs as much as a large
/// one. Gating features, and not pixels, spares a second look at each picture; that, the heads and the type are ours.
public struct DefectDiscriminator: Module {
  /// What a branch says of each cell of each level, `[N, cells]`, higher for real, and how much cells weigh; weights of a
  /// sample add up to 1.
  public struct Judgement: Sendable {
    /// What is said.
    public let cells: Tensor
    /// How much it weighs.
    public let weights: Tensor

    package init(cells: Tensor, weights: Tensor) { (self.cells, self.weights) = (cells, weights) }

    /// The mean of a sample, `[N]`.
    public var mean: Tensor { (cells * weights).sum([1]) }
  }

  /// What both branches say.
  public struct Verdict: Sendable {
    /// Of the whole picture.
    public let global: Judgement
    /// Of the defect; nil without mask guidance.
    public let local: Judgement?

    package init(global: Judgement, local: Judgement?) { (self.global, self.local) = (global, local) }
  }

  /// What is to be judged.
  public struct Evidence: Sendable {
    /// Features of pictures.
    let features: [Tensor]
    /// Coverage of their cells by the dilated mask, `[N, 1, H / stride, W / stride]`.
    let coverage: [Tensor]
    let types: Tensor

    /// What there is to see.
    /// - Parameters:
    ///   - pictures: `[N, C, H, W]`, −1…1.
    ///   - mask: M, `[N, 1, H, W]`, 1 where the defect is, else 0.
    ///   - margin: by how much the mask is dilated, px.
    ///   - types: number of the defect's type, int64 `[N]`.
    public init(_ pictures: Tensor, mask: Tensor, margin: Int, types: Tensor, seenBy features: PictureFeatures) {
      let seen = mask.maxPool2d(2 * margin + 1, stride: 1, padding: margin)
      self.init(
        features: features(pictures), coverage: PictureFeatures.strides.map { seen.avgPool2d($0) }, types: types)
    }

    private init(features: [Tensor], coverage: [Tensor], types: Tensor) {
      (self.features, self.coverage, self.types) = (features, coverage, types)
    }

    /// One after the other, without the way back to the pictures.
    ///
    /// Both are judged in one pass: with two, autocast may or may not keep a layer's rounded weights from one to the other
    /// while another thread uses them, and gradients would be added in bfloat16 or in float32 by chance.
    static func joined(_ first: Evidence, _ second: Evidence) -> Evidence {
      func both(_ part: KeyPath<Evidence, [Tensor]>) -> [Tensor] {
        zip(first[keyPath: part], second[keyPath: part]).map { .cat([$0.detach(), $1.detach()], 0) }
      }
      return Evidence(
        features: both(\.features), coverage: both(\.coverage), types: .cat([first.types, second.types], 0))
    }
  }

  let global: [FeatureHead]
  let local: [FeatureHead]

  /// Heads with weights drawn from `generator`; without one they are zero, for weights to be loaded.
  public init(_ configuration: DiffusionConfiguration, features: PictureFeatures, from generator: Generator?) {
    let width = configuration.discriminatorWidth
    global = features.channels.map { FeatureHead($0, width: width, types: nil, from: generator) }
    local = features.channels.map { FeatureHead($0, width: width, types: configuration.types, from: generator) }
  }

  /// What is trained, with the mask-guided branch or without.
  func parameters(isGuided: Bool) -> [Tensor] { (isGuided ? global + local : global).flatMap(\.parameters) }

  /// The verdict on some pictures.
  /// - Parameter isGuided: whether the mask-guided branch is asked.
  public func callAsFunction(_ evidence: Evidence, isGuided: Bool = true) -> Verdict {
    let uniform = evidence.coverage.map { $0.onesLike() }
    let whole = judged(evidence.features, by: global, weights: uniform, types: evidence.types)
    guard isGuided else { return Verdict(global: whole, local: nil) }
    let inside = zip(evidence.features, evidence.coverage).map { $0 * ($1 .> 0).to(.float32) }
    return Verdict(
      global: whole, local: judged(inside, by: local, weights: evidence.coverage, types: evidence.types))
  }

  private func judged(
    _ features: [Tensor], by heads: [FeatureHead], weights: [Tensor], types: Tensor
  ) -> Judgement {
    let cells = zip(heads, features).map { $0($1, types: types).flatten(1).to(.float32) }
    let shares = weights.map { weight in
      let flat = weight.flatten(1)
      return flat / ((flat.sum([1], keepDim: true) + 1e-6) * Double(weights.count))
    }
    return Judgement(cells: .cat(cells, 1), weights: .cat(shares, 1))
  }
}
