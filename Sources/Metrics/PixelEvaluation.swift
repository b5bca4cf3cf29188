/// The pixel measures of a test set.
public struct PixelEvaluation: Sendable {
  /// All defects pooled.
  public let pooled: PixelMetrics
  /// Each defect type against all good images.
  public let perType: [String: PixelMetrics]
  /// The curves of all pixels; `nil` with one class only.
  public let curves: PixelCurveSet?
  let falsePositiveLimit: Double
  /// What bootstrap replicates are drawn from.
  let histograms: PixelHistograms
}
