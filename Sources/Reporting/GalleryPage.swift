import Foundation
import Imaging

/// A page that shows families of defects: what happens, by which law, with which parameters, and what it looks like.
public struct GalleryPage: Sendable {
  /// One family.
  public struct Family: Sendable {
    /// Its name in files and on the command line.
    public var name: String
    /// Its name in words.
    public var title: String
    /// What happens, in one line.
    public var mechanism: String
    /// The law, in one line of text.
    public var equation: String
    /// Whether a differential equation is solved.
    public var isSolved: Bool
    /// Time for a sample on one core, s.
    public var seconds: Double
    /// What it depends on.
    public var parameters: [Parameter]
    /// Its samples.
    public var rows: [Row]

    /// A family with all that the page says of it.
    public init(
      name: String, title: String, mechanism: String, equation: String, isSolved: Bool, seconds: Double,
      parameters: [Parameter], rows: [Row]
    ) {
      (self.name, self.title, self.mechanism, self.equation) = (name, title, mechanism, equation)
      (self.isSolved, self.seconds, self.parameters, self.rows) = (isSolved, seconds, parameters, rows)
    }
  }

  /// One parameter of a family.
  public struct Parameter: Sendable {
    /// Name with unit.
    public var name: String
    /// The values that make sense.
    public var range: ClosedRange<Double>
    /// What it does.
    public var meaning: String

    /// A parameter.
    public init(name: String, range: ClosedRange<Double>, meaning: String) {
      (self.name, self.range, self.meaning) = (name, range, meaning)
    }
  }

  /// Samples on one surface, one a column; nil where the defect could not be seen.
  public struct Row: Sendable {
    /// What the surface is.
    public var surface: String
    /// The samples and their masks.
    public var pictures: [(image: Image, mask: Mask)?]

    /// A row of samples.
    public init(surface: String, pictures: [(image: Image, mask: Mask)?]) {
      (self.surface, self.pictures) = (surface, pictures)
    }
  }

  /// Headings of the columns.
  public var columns: [String]
  /// The families in the order of the page.
  public var families: [Family]

  /// A page of families.
  public init(columns: [String], families: [Family]) { (self.columns, self.families) = (columns, families) }

  /// Writes the page, whole or not at all.
  ///
  /// - Throws: `ImagingError` naming the file that could not be written.
  public func write(to url: URL) throws { try AtomicFile.write(Data(html().utf8), to: url) }

  /// The page, which needs no other file.
  ///
  /// - Throws: `ImagingError` when a picture cannot be encoded.
  public func html() throws -> String {
    let links = families.map { family -> Markup in "<li><a href=\"#\(family.name)\">\(family.title)</a></li>" }
    let body: Markup = """
      <header><p class="brand">Blemish · gallery</p><h1>Defects from their causes</h1>
      <p class="lead">Every family of synthetic defects, from just visible to gross, on photographs that Blemish renders \
      itself. The masks are exact: they are the pixels that changed.</p></header>
      <input type="checkbox" id="outlines" class="outlines"/><nav aria-label="Families"><ul>\(links)
      <li><label for="outlines">Outlines of the masks</label></li></ul></nav>
      <main>\(try families.map(section))</main>
      """
    return Page.document(title: "Defects – Blemish", body: body)
  }

  private func section(_ family: Family) throws -> Markup {
    """
    <section id="\(family.name)" aria-labelledby="\(family.name)-title">
    <h2 id="\(family.name)-title">\(family.title) <code class="name">\(family.name)</code></h2>
    <p>\(family.mechanism)</p>
    <p class="law">\(family.equation)</p>
    <p class="note">\(family.isSolved ? "Solved for every sample" : "Drawn from distributions") · \
    \((1000 * family.seconds).significant(2)) ms a sample on one core</p>
    <div class="exhibits" style="--columns:\(columns.count)"><span></span>\(columns.map { "<b>\($0)</b>" as Markup })
    \(try family.rows.map(row))</div>
    <details><summary>Parameters</summary><div class="scroll"><table class="parameters"><thead><tr>\
    <th scope="col">Name</th><th scope="col">Range</th><th scope="col">Meaning</th></tr></thead>
    <tbody>\(family.parameters.map(line))</tbody></table></div></details></section>

    """
  }

  private func row(_ row: Row) throws -> Markup {
    let cells = try row.pictures.map { picture -> Markup in
      guard let picture else { return "<div class=\"unseen\">not visible here</div>" }
      return try Picture.photograph(picture.image, outline: picture.mask, alt: "on \(row.surface)")
    }
    return "<b>\(row.surface)</b>\(cells)\n"
  }

  private func line(_ parameter: Parameter) -> Markup {
    let (least, greatest) = (parameter.range.lowerBound, parameter.range.upperBound)
    return """
      <tr><td><code>\(parameter.name)</code></td><td>\(least.significant(4)) … \(greatest.significant(4))</td>\
      <td>\(parameter.meaning)</td></tr>

      """
  }
}
