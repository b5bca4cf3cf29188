import Foundation

/// The numbers among the evidence in the order in which the network reads them, and those that a person is told.
struct EvidenceVector: Sendable {
  /// For the network.
  let values: [Double]
  /// For people, by name: from 0 to 1, or in the unit after the last underscore.
  let parts: [String: Double]

  init(_ evidence: Evidence, manifold: FeatureManifold) {
    let (seen, change) = (evidence.statistics, manifold.change(evidence.features))
    let shift = (change.reduce(0) { $0 + $1 * $1 } / Double(change.count)).squareRoot()
    let novelty = manifold.distance(evidence.features.sample)
    let mismatch = seen.texture.reduce(0) { $0 + abs($1) } / Double(seen.texture.count)
    let scalars = [
      log2(seen.contrast + 1 / 512.0), seen.visibility, seen.agreement, seen.spill, seen.rim,
      log2(1 + seen.straightEdge), seen.straightShare, log2(0.1 + seen.straightness), seen.stepShare,
      seen.concentration, log2(0.25 + seen.offset), seen.sharpness, seen.edge,
      mismatch, log2(seen.area + 1e-5),
      log2(1 + seen.raggedness), seen.rectangularity, seen.onProduct, seen.surroundings, log2(shift + 0.05),
      log2(novelty + 0.05),
    ]
    values = scalars + seen.texture + change.map { max(-4, min(4, $0 / 2)) }
    parts = [
      "visibility": seen.visibility, "contrast": seen.contrast, "agreement": seen.agreement,
      "on_product": seen.onProduct, "surroundings": seen.surroundings, "offset_px": seen.offset,
      "straight_edge": seen.straightness,
      "edge_octaves": seen.edge, "texture_octaves": mismatch, "sharpness_per_px": seen.sharpness,
      "feature_change_sd": shift, "novelty_sd": novelty, "area": seen.area,
    ]
  }
}
