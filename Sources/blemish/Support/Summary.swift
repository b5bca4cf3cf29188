import Foundation
import Metrics

/// The measures as a table for the terminal.
enum Summary {
  static func text(_ report: EvaluationReport) -> String {
    var rows = [["", "AUROC", "AP", "F1-max", "AUPRO", "mIoU", "accuracy"]]
    rows.append(row("image", report.image, nil))
    rows.append(row("pixel", nil, report.pixel))
    for (type, metrics) in report.perType.sorted(by: { $0.key < $1.key }) {
      rows.append(row("\(type), image", metrics.image, nil))
      rows.append(row("\(type), pixel", nil, metrics.pixel))
    }
    let times = [
      report.timing.trainSeconds.map { String(format: "trained in %.1f s", $0) },
      report.timing.predictMillisecondsPerImage.map { String(format: "%.1f ms an image", $0) },
    ].compactMap { $0 }
    return Console.table(rows) + "\n" + times.joined(separator: ", ")
  }

  private static func row(_ name: String, _ image: ImageMetrics?, _ pixel: PixelMetrics?) -> [String] {
    let values =
      [
        image?.auroc ?? pixel?.auroc, image?.averagePrecision ?? pixel?.averagePrecision, image?.f1Max ?? pixel?.f1Max,
        pixel?.aupro, pixel?.meanIoU, pixel?.accuracy,
      ] as [Double?]
    return [name] + values.map { $0.map { String(format: "%.1f", $0 * 100) } ?? "–" }
  }
}
