import Metrics

/// A square diagram of curves above 0 as inline SVG; colours come from the page's style sheet, so it follows light and dark.
struct LinePlot {
  struct Line {
    /// What the legend says.
    var name: String
    /// The measure that belongs to the curve.
    var value: String?
    /// The class that colours it.
    var style: String
    var curve: Curve
  }

  var title: String
  var xLabel: String
  var yLabel: String
  /// Where the axes end.
  var xLimit = 1.0
  var yLimit = 1.0
  /// Draws a horizontal line for comparison.
  var level: Double?
  /// Draws the diagonal of a guess.
  var showsChance = false
  var lines: [Line]
  /// The point that the threshold chooses.
  var operatingPoint: (x: Double, y: Double)?

  private static let side = 260.0
  private static let (left, top) = (46.0, 12.0)

  /// The diagram with its caption and legend; nil without curves.
  var figure: Markup? {
    guard !lines.isEmpty else { return nil }
    let names = lines.map { "\($0.name)\($0.value.map { " " + $0 } ?? "")" }.joined(separator: ", ")
    return """
      <figure class="plot"><figcaption>\(title)</figcaption>
      <svg viewBox="0 0 320 320" role="img" aria-label="\(title): \(names)">
      \(axes)\(chance)\(lines.map(path))\(point)
      </svg>
      <ul class="legend">\(lines.map(legend))</ul></figure>
      """
  }

  private func x(_ value: Double) -> Double { Self.left + Self.side * min(value / xLimit, 1) }

  private func y(_ value: Double) -> Double { Self.top + Self.side * (1 - min(value / yLimit, 1)) }

  private var axes: Markup {
    let ticks = stride(from: 0.0, through: 1.0, by: 0.25)
    let grid = ticks.map { tick -> Markup in
      """
      <line class="grid" x1="\(at: x(tick * xLimit))" x2="\(at: x(tick * xLimit))" y1="\(at: y(0))" y2="\(at: y(yLimit))"/>\
      <line class="grid" x1="\(at: x(0))" x2="\(at: x(xLimit))" y1="\(at: y(tick * yLimit))" \
      y2="\(at: y(tick * yLimit))"/>\
      <text class="tick" x="\(at: x(tick * xLimit))" y="\(at: y(0) + 15)" text-anchor="middle">\
      \(Self.label(tick * xLimit))</text>\
      <text class="tick" x="\(at: Self.left - 6)" y="\(at: y(tick * yLimit) + 4)" text-anchor="end">\
      \(Self.label(tick * yLimit))</text>
      """
    }
    return """
      \(grid)<text class="axis" x="\(at: x(xLimit / 2))" y="\(at: y(0) + 34)" text-anchor="middle">\(xLabel)</text>\
      <text class="axis" transform="translate(11 \(at: y(yLimit / 2))) rotate(-90)" text-anchor="middle">\(yLabel)</text>
      """
  }

  private var chance: Markup? {
    if let level {
      return
        "<line class=\"chance\" x1=\"\(at: x(0))\" y1=\"\(at: y(level))\" x2=\"\(at: x(xLimit))\" y2=\"\(at: y(level))\"/>"
    }
    guard showsChance else { return nil }
    return
      "<line class=\"chance\" x1=\"\(at: x(0))\" y1=\"\(at: y(0))\" x2=\"\(at: x(xLimit))\" y2=\"\(at: y(xLimit))\"/>"
  }

  private func path(_ line: Line) -> Markup {
    let points = zip(line.curve.x, line.curve.y).map { "\(x($0).fixed(2)),\(y($1).fixed(2))" }.joined(separator: " ")
    return "<polyline class=\"curve \(line.style)\" points=\"\(points)\"/>"
  }

  private var point: Markup? {
    operatingPoint.map { point in
      """
      <circle class="operating" cx="\(at: x(point.x))" cy="\(at: y(point.y))" r="4.5"><title>at the threshold: \
      \(xLabel) \(point.x.fixed(3)), \(yLabel) \(point.y.fixed(3))</title></circle>
      """
    }
  }

  private func legend(_ line: Line) -> Markup {
    "<li><span class=\"key \(line.style)\"></span>\(line.name) <b>\(line.value ?? "")</b></li>"
  }

  /// 0.25 → "0.25", 0.5 → "0.5", 1 → "1".
  private static func label(_ tick: Double) -> String {
    let text = tick.fixed(3)
    return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed()).nonEmpty ?? "0"
  }
}
