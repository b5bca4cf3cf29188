import Imaging

/// Gathers the scores, heat maps and masks of a test set, image by image, and computes every measure of a report.
public final class Evaluator {
  private var scores: [Double] = []
  private var labels: [Bool] = []
  private var types: [String?] = []
  private let pixels: PixelMetricsAccumulator

  /// An empty test set.
  ///
  /// - Parameter pixels: What gathers the pixels; it carries the map threshold and the memory limit.
  public init(pixels: PixelMetricsAccumulator) { self.pixels = pixels }

  /// Adds one image.
  ///
  /// - Parameters:
  ///   - score: The image's score, higher is more anomalous.
  ///   - isAnomalous: Whether it has a defect.
  ///   - type: The defect type of an anomalous image, where it is known.
  ///   - map: The heat map.
  ///   - mask: The true mask of the map's size; without it (or without a map) the image has no part in the pixel
  ///     measures.
  /// - Throws: `MetricsError`.
  public func add(score: Double, isAnomalous: Bool, type: String? = nil, map: Plane? = nil, mask: Mask? = nil) throws {
    guard score.isFinite else { throw MetricsError.notFinite(place: "The score of image \(scores.count)") }
    let type = isAnomalous ? type : nil
    if let map, let mask { try pixels.add(map: map, mask: mask, type: type) }
    scores.append(score)
    labels.append(isAnomalous)
    types.append(type)
  }

  /// Computes the measures; the pixels' accumulator is empty afterwards.
  ///
  /// - Throws: `MetricsError`.
  public func finish(bootstrap: Bootstrap) throws -> Evaluation {
    let pixel = try pixels.finish()
    return Evaluation(
      image: try ImageMetrics(scores: scores, labels: labels), pixel: pixel.pooled, perType: try perType(pixel),
      intervals: .init(
        image: try bootstrap.intervals(scores: scores, labels: labels), pixel: bootstrap.intervals(pixel)),
      imageCurves: try ImageMetrics.curves(scores: scores, labels: labels), pixelCurves: pixel.curves)
  }

  /// Each type against all good images.
  private func perType(_ pixel: PixelEvaluation) throws -> [String: EvaluationReport.TypeMetrics] {
    try Dictionary(
      uniqueKeysWithValues: Set(types.compactMap { $0 }).map { type in
        let chosen = scores.indices.filter { !labels[$0] || types[$0] == type }
        let image = try ImageMetrics(scores: chosen.map { scores[$0] }, labels: chosen.map { labels[$0] })
        let count = types.reduce(0) { $0 + ($1 == type ? 1 : 0) }
        return (type, EvaluationReport.TypeMetrics(count: count, image: image, pixel: pixel.perType[type]))
      })
  }
}

/// Every measure of a test set.
public struct Evaluation: Sendable {
  /// One score an image.
  public let image: ImageMetrics
  /// One score a pixel.
  public let pixel: PixelMetrics
  /// Each defect type against all good images.
  public let perType: [String: EvaluationReport.TypeMetrics]
  /// Bootstrap intervals over images.
  public let intervals: EvaluationReport.Intervals
  /// The curves of the images; `nil` with one class only.
  public let imageCurves: RankingCurveSet?
  /// The curves of the pixels; `nil` with one class only.
  public let pixelCurves: PixelCurveSet?

  /// The report that `metrics.json` holds.
  ///
  /// - Parameters:
  ///   - threshold: The image score from which an image counts as anomalous.
  ///   - timing: How long things took.
  ///   - fingerprint: The fingerprint of the training data and settings.
  ///   - seed: The run's seed.
  public func report(
    threshold: Double, timing: EvaluationReport.Timing, fingerprint: String, seed: UInt64
  ) -> EvaluationReport {
    EvaluationReport(
      image: image, pixel: pixel, perType: perType, intervals: intervals, threshold: threshold, timing: timing,
      fingerprint: fingerprint, seed: seed)
  }
}
