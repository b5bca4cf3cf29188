import Metrics

extension HTMLReport {
  /// ROC, precision–recall and region-overlap curves.
  var curves: Section? {
    let (image, pixel) = (input.curves.image, input.curves.pixel)
    let (imageValues, pixelValues) = (input.evaluation.image, input.evaluation.pixel)
    func lines(_ images: Curve?, _ imageValue: Double?, _ pixels: Curve?, _ pixelValue: Double?) -> [LinePlot.Line] {
      [
        images.map { LinePlot.Line(name: "images", value: imageValue?.percent, style: "images", curve: $0) },
        pixels.map { LinePlot.Line(name: "pixels", value: pixelValue?.percent, style: "pixels", curve: $0) },
      ].compactMap { $0 }
    }
    let plots = [
      LinePlot(
        title: "ROC", xLabel: "false-positive rate", yLabel: "true-positive rate", showsChance: true,
        lines: lines(image?.roc, imageValues.auroc, pixel?.roc, pixelValues.auroc),
        operatingPoint: image == nil ? nil : Confusion(input.predictions).operatingPoint),
      LinePlot(
        title: "Precision and recall", xLabel: "recall", yLabel: "precision",
        lines: lines(
          image?.precisionRecall, imageValues.averagePrecision, pixel?.precisionRecall, pixelValues.averagePrecision)),
      LinePlot(
        title: "Region overlap", xLabel: "false-positive rate of pixels", yLabel: "mean overlap of regions",
        xLimit: pixel?.regionOverlap.x.last ?? 0.3,
        lines: lines(nil, nil, pixel?.regionOverlap, pixelValues.aupro)),
    ].compactMap(\.figure)
    guard !plots.isEmpty else { return nil }
    return Section(
      id: "curves", link: "Curves", title: "Curves",
      content: """
        <p class="note">The legends give the area under each curve in percent (for precision and recall the average \
        precision). The ring on the ROC curve marks the threshold.</p><div class="plots">\(plots)</div>
        """)
  }

  /// The measures of each defect type.
  var types: Section? {
    guard !input.evaluation.perType.isEmpty else { return nil }
    let found = Dictionary(grouping: input.predictions.filter { $0.label == .anomalous }) { $0.type ?? "" }
      .mapValues { Confusion($0).found }
    let rows = input.evaluation.perType.sorted { $0.key < $1.key }.map { name, metrics -> Markup in
      """
      <tr><td>\(name.replacingOccurrences(of: "_", with: " "))</td><td>\(metrics.count)</td>\
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
