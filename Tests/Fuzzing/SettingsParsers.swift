import Foundation
import Imaging
import Metrics
import Synthesis

@testable import Reporting

extension Parser {
  /// The files of a run and of a sample set, each decoded and, where it is one, shown.
  static let settings = [
    json("metrics") { ReportInput(configuration: plain, evaluation: $0) },
    json("curves") { ReportInput(configuration: plain, evaluation: empty, curves: $0) },
    json("config") { ReportInput(configuration: $0, evaluation: empty) },
    json("robustness") { ReportInput(configuration: plain, evaluation: empty, robustness: $0) },
    json("cases") { (records: [CaseRecord]) in
      ReportInput(configuration: plain, evaluation: empty, predictions: records.map(\.prediction))
    },
    Parser(name: "synthesis") { data in
      let settings = try JSONDecoder().decode(SynthesisSettings.self, from: data)
      _ = settings.kind
      try settings.configuration.validate()
    },
    Parser(name: "product") { _ = try JSONDecoder().decode(ProductFinder.self, from: $0).product(in: photograph) },
  ]

  /// A dark part before a light background.
  private static let photograph = {
    var photograph = Image(width: 32, height: 24, channels: 3, filledWith: 0.8)
    for i in photograph.pixels.indices where (10...20).contains(i % 32) { photograph.pixels[i] = 0.2 }
    return photograph
  }()

  private static let empty = EvaluationReport(
    image: ImageMetrics(auroc: nil, averagePrecision: nil, f1Max: nil), pixel: PixelMetrics(), perType: [:],
    intervals: .init(), threshold: 0.5, timing: .init(), fingerprint: "", seed: 0)
  private static let plain = try! RunConfiguration(
    dataset: "plates", command: ["blemish"], version: "", settings: [String: String]())

  private static func json<Value: Decodable & SendableMetatype>(
    _ name: String, _ input: @escaping @Sendable (Value) -> ReportInput
  ) -> Parser {
    Parser(name: name) { data in
      _ = try HTMLReport(input(JSONDecoder().decode(Value.self, from: data))).html()
    }
  }
}
