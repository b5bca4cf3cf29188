import Imaging

extension HTMLReport {
  /// Heat maps of the clear, the hard and the alarming cases.
  var cases: Section? {
    get throws {
      let groups = try ReportCase.Role.allCases.compactMap { role -> Markup? in
        let members = input.cases.filter { $0.role == role }
        guard !members.isEmpty else { return nil }
        return "<h3>\(role.title)</h3><div class=\"gallery\">\(try members.map(figure))</div>"
      }
      guard !groups.isEmpty else { return nil }
      return Section(
        id: "cases", link: "Cases", title: "Best and worst cases",
        content: """
          <p class="note">Left the photograph, right the detector’s heat map with the outline of the true defect; \
          point at it to hide the outline.</p>\(scale)\(groups)
          """)
    }
  }

  private func figure(_ item: ReportCase) throws -> Markup {
    let record = item.prediction
    let isRight = record.decision == record.label
    let kind = record.label == .good ? "good" : (record.type ?? "defective").inWords
    let verdict = record.decision == .anomalous ? "called anomalous" : "called good"
    return """
      <figure class="case"><div class="pair">
      \(try Picture.photograph(item.image, alt: "\(record.path): \(kind)"))
      \(try Picture.photograph(
        item.image.overlaid(with: item.map), outline: item.mask, alt: "heat map, score \(record.score.fixed(3))"))
      </div><figcaption><span class="verdict\(isRight ? "" : " wrong")">\(isRight ? "✓" : "✗") \(verdict)</span>\
      <b>\(kind)</b> · score \(record.score.fixed(3))<br/><small>\(record.path)</small></figcaption></figure>

      """
  }

  private var scale: Markup {
    """
    <div class="scale"><span>0</span><span class="ramp" style="background:linear-gradient(90deg,\(Self.heatColours))">\
    </span><span>1</span><span>· 0.5 is the threshold</span></div>
    """
  }

  private static let heatColours = stride(from: Float(0), through: 1, by: 0.125).map { value in
    let codes = ColourMap.heat(value) * 255
    return "rgb(\(Int(codes.x.rounded())) \(Int(codes.y.rounded())) \(Int(codes.z.rounded())))"
  }.joined(separator: ",")

  /// Synthetic samples with the outlines of their masks.
  var samples: Section? {
    get throws {
      guard !input.samples.isEmpty else { return nil }
      let figures = try input.samples.map { sample -> Markup in
        let parameters = sample.parameters.sorted { $0.key < $1.key }
          .map { "\($0.key) \($0.value.significant(3))" }.joined(separator: ", ")
        return """
          <figure class="case" title="\(parameters)"><div class="single">
          \(try Picture.photograph(sample.image, outline: sample.mask, alt: "synthetic \(sample.family)"))
          </div><figcaption>\(sample.family.inWords) · \(sample.mask.area) px</figcaption></figure>

          """
      }
      return Section(
        id: "samples", link: "Samples", title: "Synthetic training samples",
        content: """
          <p class="note">Some of the defects that the detector learned from, drawn into good photographs; the outline \
          is their mask. Point at a picture to see it plain, rest there for its parameters.</p>
          <div class="gallery small">\(figures)</div>
          """)
    }
  }
}

extension ReportCase.Role {
  var title: String {
    switch self {
    case .clear: "Clearest defects"
    case .hard: "Hardest defects"
    case .alarming: "Good images with the highest scores"
    }
  }
}
