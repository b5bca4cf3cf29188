import Foundation
import Imaging
import Metrics
import Reporting

/// A made-up run of a made-up detector.
enum Fixture {
  static func prediction(
    _ path: String, anomalous: Bool, score: Double, type: String? = nil, threshold: Double = 0.5
  ) -> PredictionRecord {
    PredictionRecord(
      path: path, label: anomalous ? .anomalous : .good, score: score,
      decision: score >= threshold ? .anomalous : .good, type: type)
  }

  static let predictions = [
    prediction("test/good/0.png", anomalous: false, score: 0.1),
    prediction("test/good/1.png", anomalous: false, score: 0.6),
    prediction("test/scratch/0.png", anomalous: true, score: 0.9, type: "scratch"),
    prediction("test/scratch/1.png", anomalous: true, score: 0.4, type: "scratch"),
    prediction("test/deep_dent/0.png", anomalous: true, score: 0.8, type: "deep_dent"),
  ]

  static func evaluation(_ predictions: [PredictionRecord] = predictions) throws -> EvaluationReport {
    let image = try ImageMetrics(scores: predictions.map(\.score), labels: predictions.map { $0.label == .anomalous })
    let pixel = PixelMetrics(auroc: 0.97, averagePrecision: 0.61, aupro: 0.925)
    return EvaluationReport(
      image: image, pixel: pixel, perType: ["scratch": .init(count: 2, image: image, pixel: pixel)],
      intervals: .init(image: ["auroc": Interval(lower: 0.4, upper: 1)]), threshold: 0.5,
      timing: .init(trainSeconds: 71.4, predictMillisecondsPerImage: 25), fingerprint: "0123abcd", seed: 7)
  }

  static func curves() throws -> EvaluationCurves {
    EvaluationCurves(
      image: try ImageMetrics.curves(
        scores: predictions.map(\.score), labels: predictions.map { $0.label == .anomalous }))
  }

  static func item(
    _ prediction: PredictionRecord, role: ReportCase.Role = .clear, width: Int = 24, height: Int = 16
  ) -> ReportCase {
    var mask = Mask(width: width, height: height)
    (mask[3, 5], mask[3, 6]) = (true, true)
    return ReportCase(
      role: role, prediction: prediction, image: Image(width: width, height: height, channels: 3, filledWith: 0.5),
      mask: prediction.label == .good ? nil : mask, map: Plane(width: width, height: height, filledWith: 0.25))
  }

  static func configuration(dataset: String = "data/plate") throws -> RunConfiguration {
    try RunConfiguration(
      dataset: dataset, command: ["blemish", "run", dataset, "--out", "my runs/1"], version: "0.1.0",
      settings: Settings())
  }

  struct Settings: Codable {
    var device = "cpu"
    var levels = [8, 16]
    var training = ["rate": 0.001, "steps": 600]
    var tile = false
  }

  static func input() throws -> ReportInput {
    ReportInput(
      configuration: try configuration(), evaluation: try evaluation(), curves: try curves(), predictions: predictions,
      cases: [item(predictions[2]), item(predictions[3], role: .hard), item(predictions[1], role: .alarming)],
      samples: [
        ReportSample(
          family: "fracture_line", parameters: ["width_um": 123.456], image: Image(width: 8, height: 8, channels: 3),
          mask: Mask(width: 8, height: 8, filledWith: true))
      ])
  }

  static func withTemporaryFolder<T>(_ body: (URL) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("report ß \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
