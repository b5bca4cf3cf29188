import Metrics

extension HTMLReport {
  /// The headline numbers with their intervals.
  var measures: Section {
    let (image, pixel) = (input.evaluation.image, input.evaluation.pixel)
    let intervals = input.evaluation.intervals
    let groups = [
      group(
        "Images", "wide",
        [
          card("AUROC", image.auroc, intervals.image["auroc"]),
          card("AP", image.averagePrecision, intervals.image["ap"]),
          card("F1-max", image.f1Max, intervals.image["f1_max"]),
        ]),
      group(
        "Pixels", "narrow",
        [
          card("AUROC", pixel.auroc, intervals.pixel["auroc"]),
          card("AP", pixel.averagePrecision, intervals.pixel["ap"]),
          card("F1-max", pixel.f1Max, intervals.pixel["f1_max"]), card("AUPRO", pixel.aupro, intervals.pixel["aupro"]),
          card("mIoU", pixel.meanIoU, intervals.pixel["miou"]),
          card("Accuracy", pixel.accuracy, intervals.pixel["accuracy"]),
        ]),
    ].compactMap { $0 }
    let content: Markup =
      groups.isEmpty
      ? "<p class=\"note\">No measure is defined: the test set needs both good and defective images.</p>"
      : "\(groups)\(glossary)"
    return Section(id: "measures", link: "Measures", title: "Measures", content: content)
  }

  private func group(_ name: String, _ style: String, _ cards: [Markup?]) -> Markup? {
    let cards = cards.compactMap { $0 }
    return cards.isEmpty ? nil : "<h3>\(name)</h3><div class=\"cards \(style)\">\(cards)</div>\n"
  }

  private func card(_ name: String, _ value: Double?, _ interval: Interval?) -> Markup? {
    guard let value else { return nil }
    let spread: Markup? = interval.map {
      "<i style=\"left:\((100 * $0.lower).fixed(2))%;width:\((100 * max(0, $0.upper - $0.lower)).fixed(2))%\"></i>"
    }
    let text: Markup? = interval.map { "95 %: \($0.lower.percent)–\($0.upper.percent)" }
    return """
      <div class="card"><h4>\(name)</h4><div class="value">\(value.percent)<small>%</small></div>\
      <div class="interval">\(text)</div><div class="gauge" aria-hidden="true">\(spread)\
      <b style="left:\((100 * value).fixed(2))%"></b></div></div>
      """
  }

  private var glossary: Markup {
    let terms: [(String, String)] = [
      ("AUROC", "Probability that a defective image (or pixel) scores higher than a good one; 50 % is guessing."),
      ("AP", "Average precision: mean share of true alarms as the threshold falls; strict where defects are small."),
      ("F1-max", "Harmonic mean of precision and recall at the best threshold there is."),
      (
        "AUPRO",
        "Mean share found of each defect region, averaged over false-positive rates up to 30 %. Small regions count as "
          + "much as large ones."
      ),
      ("mIoU", "Intersection over union of found and true defect pixels at the threshold, background left out."),
      ("Accuracy", "Share of the defect pixels found at the threshold."),
      ("95 %", "Bootstrap interval over images: how far the measure might move with another test set of this size."),
    ]
    let items = terms.map { term, meaning -> Markup in "<dt>\(term)</dt><dd>\(meaning)</dd>" }
    return "<details><summary>What the measures mean</summary><dl class=\"terms\">\(items)</dl></details>"
  }
}
