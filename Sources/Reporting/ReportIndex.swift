import Foundation
import Imaging

/// A page that shows several runs at a glance and leads to their reports.
public struct ReportIndex: Sendable {
  /// One run.
  public struct Entry: Sendable {
    /// What its report shows.
    public var input: ReportInput
    /// The report, relative to the index.
    public var link: String

    /// An entry; `link` is a path relative to the index, with `/`.
    public init(_ input: ReportInput, link: String) { (self.input, self.link) = (input, link) }
  }

  /// The page's title.
  public var title: String
  /// The runs, in the order of the page.
  public var entries: [Entry]

  /// An index of runs.
  public init(title: String, entries: [Entry]) { (self.title, self.entries) = (title, entries) }

  /// Writes the page, whole or not at all.
  ///
  /// - Throws: `ImagingError` naming the file that could not be written.
  public func write(to url: URL) throws { try AtomicFile.write(Data(html().utf8), to: url) }

  /// The page. Equal entries give equal pages.
  ///
  /// - Throws: `ImagingError` when a picture cannot be encoded.
  public func html() throws -> String {
    let body: Markup = """
      <header><p class="brand">Blemish</p><h1>\(title)</h1>
      <p class="lead">Each detector learned from photographs of good parts and from synthetic defects, and was then \
      tested on defects that it had never seen. Open a report for its heat maps, curves and settings.</p></header>
      <main><div class="products">\(try entries.map(card))</div></main>
      """
    return Page.document(title: "\(title) – Blemish", body: body)
  }

  private func card(_ entry: Entry) throws -> Markup {
    let (image, pixel) = (entry.input.evaluation.image, entry.input.evaluation.pixel)
    let numbers = [
      ("Image AUROC", image.auroc), ("Pixel AUROC", pixel.auroc), ("Pixel AP", pixel.averagePrecision),
      ("AUPRO", pixel.aupro),
    ]
    let list = numbers.map { name, value -> Markup in "<div><dt>\(name)</dt><dd>\(value?.percent ?? "–")</dd></div>" }
    let address = entry.link.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? entry.link
    return """
      <a class="product" href="\(address)">\(try picture(entry.input))
      <div class="text"><h2>\(entry.input.configuration.title)</h2>
      <p class="note">\(Confusion(entry.input.predictions).sentence)</p><dl>\(list)</dl></div></a>

      """
  }

  /// The clearest defect beside its heat map.
  private func picture(_ input: ReportInput) throws -> Markup? {
    try (input.cases.first { $0.role == .clear } ?? input.cases.first).map { item in
      """
      <div class="pair">\(try Picture.photograph(item.image, alt: item.prediction.path))
      \(try Picture.photograph(item.image.overlaid(with: item.map), outline: item.mask, alt: "heat map"))</div>
      """
    }
  }
}
