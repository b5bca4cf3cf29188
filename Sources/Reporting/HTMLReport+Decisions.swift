extension HTMLReport {
  /// The threshold, what it makes of the test images, and where the scores lie.
  var decisions: Section? {
    guard !input.predictions.isEmpty else { return nil }
    let confusion = Confusion(input.predictions)
    func cell(_ count: Int, wrong: Bool = false) -> Markup {
      wrong ? "<td class=\"wrong\(count == 0 ? " none" : "")\">\(count)</td>" : "<td>\(count)</td>"
    }
    let content: Markup = """
      <p>An image counts as anomalous from a score of \(input.evaluation.threshold.fixed(3)) on. Ringed dots are \
      mistakes; point at a dot for its file.</p>
      <div class="columns"><div class="scroll"><table class="confusion"><thead>
      <tr><th></th><th scope="col">called<br/>good</th><th scope="col">called<br/>anomalous</th></tr></thead>
      <tbody><tr><th scope="row">good</th>\(cell(confusion.good - confusion.rejected))\
      \(cell(confusion.rejected, wrong: true))</tr>
      <tr><th scope="row">defective</th>\(cell(confusion.defective - confusion.found, wrong: true))\
      \(cell(confusion.found))</tr></tbody></table></div>
      \(ScorePlot(predictions: input.predictions, threshold: input.evaluation.threshold).figure)</div>
      """
    return Section(id: "decisions", link: "Decisions", title: "Decisions at the threshold", content: content)
  }
}
