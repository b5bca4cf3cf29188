import Datasets
import Metrics

extension HTMLReport {
  /// How the weights of samples moved, what they depend on, and which samples counted most and least.
  var weights: Section? {
    get throws {
      guard let weights = input.weights else { return nil }
      let ends = weights.table.extremes(ReportWeights.shown)
      let galleries = try [("Counted most", ends.heaviest), ("Counted least", ends.lightest)].compactMap {
        try gallery($0, $1, weights.pictures)
      }
      return Section(
        id: "weights", link: "Weights", title: "Weights of the samples",
        content: """
          <p class="note">\(weights.table.explanation)</p>\(course(weights.table.history))\(galleries)
          """)
    }
  }

  /// The mean weight of each family over the steps, beside the final coefficients.
  private func course(_ history: [WeightTable.Moment]) -> Markup? {
    guard let last = history.last else { return nil }
    let steps = history.map { Double($0.step) }
    let families = last.families.keys.sorted()
    let highest = history.flatMap(\.families.values).max() ?? 1
    let plot = LinePlot(
      title: "Mean weight of each family", xLabel: "steps of training", yLabel: "weight", xLimit: steps.last ?? 1,
      yLimit: max(2, (2 * highest).rounded(.up) / 2), level: 1,
      lines: families.enumerated().map { index, family in
        LinePlot.Line(
          name: family.inWords, value: (last.families[family] ?? 0).fixed(2), style: "series-\(index % 8)",
          curve: Curve(x: steps, y: history.map { $0.families[family] ?? 0 }))
      })
    let traits = last.coefficients.filter { last.families[$0.key] == nil }.sorted { abs($0.value) > abs($1.value) }
    let lines = traits.map { trait -> Markup in
      "<tr><td>\(trait.key)</td><td>\(trait.value < 0 ? "−" : "")\(abs(trait.value).fixed(2))</td></tr>"
    }
    return """
      <div class="plots">\(plot.figure)<div><h3>What weights depend on</h3>
      <p class="note">The logit of a sample’s weight rises by this much for one standard deviation of a trait. \
      <i>quality</i> begins at 1: the weight then follows the estimate.</p>
      <div class="scroll"><table><tbody>\(lines)</tbody></table></div></div></div>
      """
  }

  private func gallery(
    _ title: String, _ rows: [WeightTable.Row], _ pictures: [String: ReportSample]
  ) throws -> Markup? {
    let figures = try rows.compactMap { row -> Markup? in
      guard let picture = pictures[row.sample] else { return nil }
      let quality = row.quality.map { " · quality \($0.fixed(2))" } ?? ""
      return """
        <figure class="case" title="sample \(row.sample)"><div class="single">
        \(try Picture.photograph(picture.image, outline: picture.mask, alt: "synthetic \(row.family)"))
        </div><figcaption><b>\(row.weight.fixed(2))</b> · \(picture.family.inWords)\(quality)</figcaption></figure>

        """
    }
    return figures.isEmpty ? nil : "<h3>\(title)</h3><div class=\"gallery tens\">\(figures)</div>"
  }
}

extension WeightTable {
  /// What the weights are, in a few sentences.
  var explanation: String {
    switch rule {
    case "learned":
      return """
        How much each sample counted in the training of the head; 1 is the mean. Every few steps the weights moved to where \
        one more step lowers the loss on samples of other families on other photographs, and on good photographs.
        """
    case "shuffled":
      return "A control: the weights that estimated quality gives, dealt to the samples at random. 1 is the mean."
    default: return "Each sample counted by its estimated quality, divided by the mean."
    }
  }
}
