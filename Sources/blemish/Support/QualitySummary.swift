import Datasets
import Foundation
import Imaging
import Metrics

/// The qualities of a sample set in brief.
struct QualitySummary: Encodable {
  /// Quantiles of quality.
  struct Spread: Encodable {
    let samples: Int
    /// At 5, 25, 50, 75 and 95 %.
    let quantiles: [Double]

    init(_ qualities: [Double]) {
      let sorted = qualities.sorted()
      samples = sorted.count
      quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map { sorted[Int(($0 * Double(sorted.count - 1)).rounded())] }
    }
  }

  /// A sample that is worth little.
  struct Worst: Encodable {
    let id: String
    let family: String
    let quality: Double
    let parts: [String: Double]
  }

  let samples: Int
  let all: Spread
  let families: [String: Spread]
  /// The ten of the lowest quality, the lowest first.
  let worst: [Worst]
  /// How well quality tells spoiled samples from sound ones, where the set says which are spoiled: all, and by kind.
  let spoiledAUROC: [String: Double]?

  enum CodingKeys: String, CodingKey {
    case samples, all, families, worst
    case spoiledAUROC = "spoiled_auroc"
  }

  init(_ set: SampleSet) {
    let records = set.records
    func spread(_ records: [SampleRecord]) -> Spread { Spread(records.map { $0.quality ?? 0 }) }
    samples = records.count
    all = spread(records)
    families = Dictionary(grouping: records, by: \.family).mapValues(spread)
    worst = Self.ranked(records).prefix(10).map {
      Worst(id: $0.id, family: $0.family, quality: $0.quality ?? 0, parts: $0.qualityParts ?? [:])
    }
    spoiledAUROC = Self.separation(records)
  }

  /// The lowest quality first.
  private static func ranked(_ records: [SampleRecord]) -> [SampleRecord] {
    records.sorted { ($0.quality ?? 0, $0.id) < ($1.quality ?? 0, $1.id) }
  }

  private static func separation(_ records: [SampleRecord]) -> [String: Double]? {
    let spoiled = Dictionary(grouping: records.filter { $0.spoiling != nil }) { $0.spoiling ?? "" }
    guard !spoiled.isEmpty else { return nil }
    let sound = records.filter { $0.spoiling == nil }
    func auroc(_ bad: [SampleRecord]) -> Double? {
      let scores = (bad + sound).map { 1 - ($0.quality ?? 0) }
      let labels = bad.map { _ in true } + sound.map { _ in false }
      return (try? ImageMetrics(scores: scores, labels: labels))?.auroc
    }
    var values = spoiled.compactMapValues(auroc)
    values["all"] = auroc(spoiled.values.flatMap { $0 })
    return values
  }

  /// For the terminal.
  var text: String {
    var rows = [["", "samples", "5 %", "25 %", "median", "75 %", "95 %"]]
    for (name, spread) in [("all", all)] + families.sorted(by: { $0.key < $1.key }) {
      rows.append([name, "\(spread.samples)"] + spread.quantiles.map(Self.number))
    }
    var parts = [Console.table(rows)]
    var list = [["worst", "family", "quality", "what was measured"]]
    for sample in worst {
      let measured = ["visibility", "agreement", "on_product", "straight_edge", "novelty_sd"]
        .compactMap { name in sample.parts[name].map { "\(name) \(Self.number($0))" } }
      list.append([sample.id, sample.family, Self.number(sample.quality), measured.joined(separator: ", ")])
    }
    parts.append(Console.table(list))
    if let spoiledAUROC {
      let kinds = spoiledAUROC.sorted { $0.key < $1.key }.map { "\($0.key) \(String(format: "%.3f", $0.value))" }
      parts.append("AUROC of spoiled against sound samples: " + kinds.joined(separator: ", "))
    }
    return parts.joined(separator: "\n\n")
  }

  private static func number(_ value: Double) -> String { String(format: "%.2f", value) }

  /// The worst sixteen and the best sixteen, outlined, the worst first.
  func writePicture(of set: SampleSet, to url: URL) throws {
    let ranked = Self.ranked(set.records)
    let shown = ranked.prefix(16) + ranked.dropFirst(16).suffix(16)
    let cells = try shown.map { record in
      let (image, mask) = (try Image.read(set.url(record.image)), try Mask.read(set.url(record.mask)))
      return image.outlined(mask, colour: SIMD3(1, 0.2, 0.1))
    }
    let sheet = Image.contactSheet(cells, columns: 8, cell: (192, 192))
    try url.pathExtension.lowercased() == "png" ? sheet.writePNG(to: url) : sheet.writeJPEG(to: url)
  }
}
