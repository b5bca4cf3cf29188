import Metrics

extension HTMLReport {
  /// The measures of each defect type.
  var types: Section? {
    guard !input.evaluation.perType.isEmpty else { return nil }
    let found = Dictionary(grouping: input.predictions.filter { $0.label == .anomalous }) { $0.type ?? "" }
      .mapValues { Confusion($0).found }
    let rows = input.evaluation.perType.sorted { $0.key < $1.key }.map { name, metrics -> Markup in
      """
      <tr><td>\(name.inWords)</td><td>\(metrics.count)</td>\
      <td>\(found[name].map(String.init) ?? "–")</td>\(cells(metrics))</tr>
      """
    }
    let mean: Markup? = input.evaluation.perTypeMean.map { mean in
      """
      <tfoot><tr><th scope="row">mean over types</th><td>\(mean.count)</td>\
      <td>\(found.isEmpty ? "–" : String(found.values.reduce(0, +)))</td>\(cells(mean))</tr></tfoot>
      """
    }
    let heads = ["Type", "Images", "Found"] + Self.columns.map(\.name)
    return Section(
      id: "types", link: "Types", title: "Defect types",
      content: """
        <p class="note">Each type against all good images; in percent. A type for which a measure is undefined shows a \
        dash.</p><div class="scroll"><table><thead><tr>\(heads.map { "<th scope=\"col\">\($0)</th>" })</tr></thead>
        <tbody>\(rows)</tbody>\(mean)</table></div>
        """)
  }

  private static let columns: [(name: String, value: @Sendable (EvaluationReport.TypeMetrics) -> Double?)] = [
    ("Image AUROC", { $0.image?.auroc }), ("Image AP", { $0.image?.averagePrecision }),
    ("Pixel AUROC", { $0.pixel?.auroc }), ("Pixel AP", { $0.pixel?.averagePrecision }), ("AUPRO", { $0.pixel?.aupro }),
    ("mIoU", { $0.pixel?.meanIoU }), ("Pixel accuracy", { $0.pixel?.accuracy }),
  ]

  private func cells(_ metrics: EvaluationReport.TypeMetrics) -> [Markup] {
    Self.columns.map { "<td>\($0.value(metrics)?.percent ?? "–")</td>" }
  }
}
