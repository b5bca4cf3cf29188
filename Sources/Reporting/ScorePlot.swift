/// Where the scores lie: one row of dots for the good images and one for each defect type, with the threshold; beyond
/// `dotLimit` images a row turns into a histogram.
struct ScorePlot {
  private let threshold: Double
  private let rows: [Row]
  /// The scores' range, the threshold within it; [0, 1] where all scores are probabilities.
  private let range: (low: Double, high: Double)
  /// Where the diagram begins: right of the longest name.
  private let left: Double

  private static let dotLimit = 400
  private static let (right, rowHeight) = (700.0, 46.0)
  /// Room for a character of a name, and characters of a name at most; longer ones lose their middle.
  private static let (characterWidth, nameLimit) = (7.0, 36)

  private struct Row {
    var name: String
    var style: String
    var records: [PredictionRecord]
  }

  init(predictions: [PredictionRecord], threshold: Double) {
    self.threshold = threshold
    rows = Self.rows(predictions)
    range = Self.range(predictions.map(\.score) + [threshold])
    // The name is followed by its number of images and a gap.
    let characters = rows.map { $0.name.count + "\($0.records.count)".count + 3 }.max() ?? 0
    left = max(130, Double(characters) * Self.characterWidth)
  }

  private var width: Double { Self.right - left }

  private static func rows(_ predictions: [PredictionRecord]) -> [Row] {
    let good = predictions.filter { $0.label == .good }
    let types = Dictionary(grouping: predictions.filter { $0.label == .anomalous }) { $0.type ?? "defective" }
    let defective = types.sorted { $0.key < $1.key }
      .map { Row(name: shortened($0.key.inWords), style: "defective", records: $0.value) }
    return (good.isEmpty ? [] : [Row(name: "good", style: "good", records: good)]) + defective
  }

  private static func shortened(_ name: String) -> String {
    guard name.count > nameLimit else { return name }
    return name.prefix(nameLimit / 2) + "…" + name.suffix(nameLimit / 2 - 1)
  }

  private static func range(_ values: [Double]) -> (low: Double, high: Double) {
    // Scores at the ends of what a number can be would make the range infinite.
    let (low, high) = (max(values.min() ?? 0, -1e300), min(values.max() ?? 1, 1e300))
    if low >= 0, high <= 1 { return (0, 1) }
    let margin = max(high - low, 1e-9) * 0.03
    return (low - margin, high + margin)
  }

  /// The diagram; nil without labelled images.
  var figure: Markup? {
    guard !rows.isEmpty else { return nil }
    let height = Self.rowHeight * Double(rows.count)
    let line = x(threshold)
    let anchor = line > left + width * 0.8 ? "end" : "start"
    return """
      <figure class="scores"><figcaption>Scores by type</figcaption>
      <svg viewBox="0 0 720 \(at: height + 56)" role="img" aria-label="Scores of good images and of each defect type">
      \(ticks(height))\(rows.enumerated().map { draw($1, top: 20 + Double($0) * Self.rowHeight) })
      <line class="threshold" x1="\(at: line)" x2="\(at: line)" y1="14" y2="\(at: height + 22)"/>
      <text class="tick" x="\(at: line + (anchor == "end" ? -5 : 5))" y="12" text-anchor="\(anchor)">threshold \
      \(threshold.fixed(3))</text>
      <text class="axis" x="\(at: left + width / 2)" y="\(at: height + 53)" text-anchor="middle">score</text>
      </svg></figure>
      """
  }

  private func x(_ score: Double) -> Double { left + width * (score - range.low) / (range.high - range.low) }

  private func ticks(_ height: Double) -> [Markup] {
    stride(from: 0.0, through: 1.0, by: 0.25).map { part in
      let value = range.low + part * (range.high - range.low)
      return """
        <line class="grid" x1="\(at: x(value))" x2="\(at: x(value))" y1="20" y2="\(at: height + 20)"/>\
        <text class="tick" x="\(at: x(value))" y="\(at: height + 36)" text-anchor="middle">\(value.fixed(2))</text>
        """
    }
  }

  private func draw(_ row: Row, top: Double) -> Markup {
    let marks = row.records.count > Self.dotLimit ? histogram(row, top: top) : dots(row, top: top)
    return """
      <text class="row" x="\(at: left - 14)" y="\(at: top + Self.rowHeight / 2 + 4)" text-anchor="end">\
      \(row.name) \
      <tspan class="tick">\(row.records.count)</tspan></text>\
      <line class="grid" x1="\(at: left)" x2="\(at: left + width)" y1="\(at: top + Self.rowHeight)" \
      y2="\(at: top + Self.rowHeight)"/>\(marks)
      """
  }

  /// Dots that would touch are stacked away from the middle of the row, up and down in turn.
  private func dots(_ row: Row, top: Double) -> [Markup] {
    var ends: [Double] = []
    return row.records.sorted { ($0.score, $0.path) < ($1.score, $1.path) }.map { record in
      let place = x(record.score)
      let lane = ends.firstIndex { $0 <= place } ?? (ends.count < 9 ? ends.count : 8)
      if lane == ends.count { ends.append(0) }
      ends[lane] = place + 7.5
      let step = Double((lane + 1) / 2) * (lane % 2 == 0 ? 1 : -1)
      let mistaken = record.decision != record.label && record.decision != .unknown
      return """
        <circle class="dot \(row.style)\(mistaken ? " mistaken" : "")" cx="\(at: place)" \
        cy="\(at: top + Self.rowHeight / 2 + step * 4.6)" r="3.6">\
        <title>\(record.path): \(record.score.fixed(4))</title></circle>
        """
    }
  }

  private func histogram(_ row: Row, top: Double) -> [Markup] {
    let bins = 76
    var counts = [Int](repeating: 0, count: bins)
    for record in row.records {
      let part = (record.score - range.low) / (range.high - range.low)
      counts[min(bins - 1, max(0, Int(part * Double(bins))))] += 1
    }
    let unit = (Self.rowHeight - 6) / Double(counts.max() ?? 1)
    return counts.enumerated().filter { $1 > 0 }.map { bin, count in
      let height = max(1, unit * Double(count))
      return """
        <rect class="bar \(row.style)" x="\(at: left + width * Double(bin) / Double(bins))" \
        y="\(at: top + Self.rowHeight - height)" width="\(at: width / Double(bins) - 1)" height="\(at: height)">\
        <title>\(count) images</title></rect>
        """
    }
  }
}
