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
}
