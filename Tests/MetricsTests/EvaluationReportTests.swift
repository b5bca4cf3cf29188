import Foundation
import Metrics
import Testing

@Suite struct EvaluationReportTests {
  static let report = EvaluationReport(
    image: ImageMetrics(auroc: 0.99, averagePrecision: 0.98, f1Max: 0.97, f1Threshold: 0.6),
    pixel: PixelMetrics(auroc: 0.9, averagePrecision: 0.5, f1Max: 0.6, aupro: 0.8, meanIoU: 0.4, accuracy: 0.7),
    perType: [
      "crack": .init(count: 3, image: ImageMetrics(auroc: 1, averagePrecision: 1, f1Max: 1), pixel: nil),
      "hole": .init(
        count: 5, image: ImageMetrics(auroc: 0.5, averagePrecision: nil, f1Max: 0.5), pixel: PixelMetrics(aupro: 0.25)),
    ],
    intervals: .init(image: ["auroc": Interval(lower: 0.95, upper: 1)], pixel: [:]), threshold: 0.5,
    timing: .init(trainSeconds: 12.5, predictMillisecondsPerImage: 31), fingerprint: "abc", seed: 7)

  @Test func hasTheKeysThatProgramsRead() throws {
    let json = try #require(JSONSerialization.jsonObject(with: Self.report.json()) as? [String: Any])
    #expect(
      Set(json.keys) == [
        "image", "pixel", "per_type", "per_type_mean", "intervals", "threshold", "timing", "fingerprint", "seed",
      ])
    let image = try #require(json["image"] as? [String: Double])
    #expect(image == ["auroc": 0.99, "ap": 0.98, "f1_max": 0.97])
    let pixel = try #require(json["pixel"] as? [String: Double])
    #expect(Set(pixel.keys) == ["auroc", "ap", "f1_max", "aupro", "miou", "accuracy"])
    #expect(json["timing"] as? [String: Double] == ["train_s": 12.5, "predict_ms_per_image": 31])
    let intervals = try #require(json["intervals"] as? [String: [String: [Double]]])
    #expect(intervals["image"]?["auroc"] == [0.95, 1])
  }

  @Test func meansAreOverTheTypesThatDefineAValue() {
    let mean = Self.report.perTypeMean
    #expect(mean?.count == 8)
    #expect(mean?.image?.auroc == 0.75 && mean?.image?.averagePrecision == 1)
    #expect(mean?.pixel?.aupro == 0.25 && mean?.pixel?.auroc == nil)
  }

  @Test func equalReportsHaveEqualBytesAndReadBack() throws {
    let data = try Self.report.json()
    #expect(try Self.report.json() == data)
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("metrics \(UUID()).json")
    defer { try? FileManager.default.removeItem(at: url) }
    try data.write(to: url)
    let read = try EvaluationReport.read(url)
    #expect(try read.json() == data)
    #expect(read.perType.keys.sorted() == ["crack", "hole"])
  }

  @Test func undefinedValuesAreAbsent() throws {
    let empty = EvaluationReport(
      image: ImageMetrics(auroc: nil, averagePrecision: nil, f1Max: nil), pixel: PixelMetrics(), perType: [:],
      intervals: .init(), threshold: 0.5, timing: .init(), fingerprint: "", seed: 0)
    let text = try String(decoding: empty.json(), as: UTF8.self)
    #expect(!text.contains("null") && !text.contains("auroc") && !text.contains("per_type_mean"))
  }
}
