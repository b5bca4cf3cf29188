import Foundation
import Imaging

/// One page that shows a run: self-contained, without scripts, opened by any browser without a server.
public struct HTMLReport: Sendable {
  /// What it shows.
  public let input: ReportInput

  /// A report of `input`.
  public init(_ input: ReportInput) { self.input = input }

  /// Writes the page, whole or not at all.
  ///
  /// - Throws: `ImagingError` naming the file that could not be written.
  public func write(to url: URL) throws { try AtomicFile.write(Data(html().utf8), to: url) }

  /// The page. Equal inputs give equal pages.
  ///
  /// - Throws: `ImagingError` when a picture cannot be encoded.
  public func html() throws -> String {
    let sections: [Section] = [
      measures, decisions, curves, types, robustness, try cases, try samples, try weights, settings,
    ].compactMap { $0 }
    let links = sections.map { section -> Markup in "<li><a href=\"#\(section.id)\">\(section.link)</a></li>" }
    let body: Markup = """
      <header><p class="brand">Blemish · report</p><h1>\(input.configuration.title)</h1>
      <p class="lead">\(Confusion(input.predictions).sentence)</p></header>
      <nav aria-label="Sections"><ul>\(links)</ul></nav>
      <main>\(sections.map(\.markup))</main>
      <footer>\(origin)</footer>
      """
    return Page.document(title: "\(input.configuration.title) – Blemish report", body: body)
  }

  struct Section {
    var id: String
    /// What the page's navigation says.
    var link: String
    var title: String
    var content: Markup

    var markup: Markup {
      """
      <section id="\(id)" aria-labelledby="\(id)-title"><h2 id="\(id)-title">\(title)</h2>
      \(content)</section>

      """
    }
  }

  private var origin: String {
    let version = input.configuration.version
    return "Made by Blemish\(version.isEmpty ? "" : " " + version) · seed \(input.evaluation.seed)"
  }
}

/// What every page has in common.
enum Page {
  static func document(title: String, body: Markup) -> String {
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <title>\(title)</title>
      <style>
      \(Markup.stylesheet)
      </style>
      </head>
      <body>
      \(body)
      </body>
      </html>

      """
    return page.source
  }
}
