import Foundation
import Imaging
import Metrics
import Reporting
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct HTMLReportTests {
  /// Parses a page as XML, which browsers do not ask for but which shows any tag left open and any text left unescaped.
  private func isWellFormed(_ html: String) -> Bool { XMLParser(data: Data(html.utf8)).parse() }

  @Test func thePageHasAllSectionsAndStandsAlone() throws {
    let html = try HTMLReport(Fixture.input()).html()
    #expect(isWellFormed(html))
    for id in ["measures", "decisions", "curves", "types", "cases", "samples", "settings"] {
      #expect(html.contains("<section id=\"\(id)\""), "no section \(id)")
      #expect(html.contains("<a href=\"#\(id)\">"), "no link to \(id)")
    }
    #expect(!html.contains("http") && !html.contains("<script") && !html.contains("<link"))
    #expect(html.ranges(of: "src=").count == html.ranges(of: "src=\"data:image/jpeg;base64,").count)
    #expect(html.ranges(of: "<img").count == 7)
    #expect(html.ranges(of: "<img").count == html.ranges(of: "alt=\"").count)
  }

  @Test func thePageShowsTheNumbers() throws {
    let html = try HTMLReport(Fixture.input()).html()
    // Of the six (defective, good) pairs 0.4 < 0.6 alone is in the wrong order: AUROC 5/6.
    #expect(html.contains("<h4>AUROC</h4><div class=\"value\">83.3<small>"))
    #expect(html.contains("95 %: 40.0–100.0"))
    #expect(html.contains("<h4>AUPRO</h4><div class=\"value\">92.5<small>"))
    #expect(!html.contains("<h4>mIoU</h4>"), "an undefined measure is absent")
    #expect(html.contains("At the threshold 2 of 3 defective images were found, and 1 of 2 good ones was rejected."))
    #expect(html.contains("1 min 11 s") && html.contains("25.0 ms an image (40 images/s)"))
    #expect(html.contains("blemish run data/plate --out &#39;my runs/1&#39;"))
    #expect(html.contains("<dt>training.rate</dt><dd>0.001</dd>") && html.contains("<dt>levels</dt><dd>8, 16</dd>"))
    #expect(html.contains("<code>0123abcd</code>"))
  }

  /// Two pixels side by side at (5, 3): one line around both, nothing between them.
  @Test func outlinesFollowPixelEdges() throws {
    let html = try HTMLReport(Fixture.input()).html()
    #expect(html.contains("d=\"M5 3H7V4H5Z\""))
  }

  @Test func oneDotForEachImageAndRingsForMistakes() throws {
    let html = try HTMLReport(Fixture.input()).html()
    #expect(html.ranges(of: "class=\"dot ").count == 5)
    #expect(html.ranges(of: " mistaken\"").count == 2)
    #expect(html.contains("<title>test/scratch/1.png: 0.4000</title>"))
  }

  /// Names stand right-aligned at x; what is wider than x would be cut off at the picture's edge.
  @Test(arguments: ["scratch", "synthetic missing-material", String(repeating: "a very long name ", count: 9)])
  func namesOfTypesFitBesideTheDiagram(type: String) throws {
    var input = try Fixture.input()
    input.predictions.append(
      PredictionRecord(path: "test/x/1.png", label: .anomalous, score: 0.7, decision: .anomalous, type: type))
    let html = try HTMLReport(input).html()
    let rows = html.matches(of: /<text class="row" x="([0-9.]+)"[^>]*>([^<]*)</)
    #expect(rows.count == (type == "scratch" ? 3 : 4))
    for row in rows {
      let x = try #require(Double(row.output.1))
      #expect(x >= 6.5 * Double(row.output.2.count) && x < 350, "\(row.output.2)")
    }
  }

  @Test func manyImagesTurnIntoAHistogram() throws {
    var input = try Fixture.input()
    input.predictions = (0..<1000).map { index in
      Fixture.prediction("test/good/\(index).png", anomalous: false, score: Double(index % 100) / 100)
    }
    let html = try HTMLReport(input).html()
    #expect(!html.contains("class=\"dot ") && html.contains("class=\"bar good\""))
    let counts = html.matches(of: /<title>([0-9]+) images<\/title>/).map { Int($0.output.1)! }
    #expect(counts.reduce(0, +) == 1000)
  }

  @Test func textIsEscaped() throws {
    let evil = "<script>alert(\"1\")</script>&'"
    var input = try Fixture.input()
    input.configuration = try Fixture.configuration(dataset: evil)
    input.predictions.append(Fixture.prediction("test/\(evil).png", anomalous: true, score: 0.7, type: evil))
    input.cases.append(Fixture.item(input.predictions.last!))
    input.evaluation.perType[evil] = input.evaluation.perType["scratch"]
    input.samples[0].family = evil
    let html = try HTMLReport(input).html()
    #expect(isWellFormed(html))
    #expect(!html.contains("<script"))
    #expect(html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"))
  }

  @Test func whatIsMissingIsLeftOut() throws {
    let nothing = EvaluationReport(
      image: ImageMetrics(auroc: nil, averagePrecision: nil, f1Max: nil), pixel: PixelMetrics(), perType: [:],
      intervals: .init(), threshold: 0.5, timing: .init(), fingerprint: "", seed: 0)
    let html = try HTMLReport(ReportInput(configuration: Fixture.configuration(), evaluation: nothing)).html()
    #expect(isWellFormed(html))
    #expect(html.contains("No measure is defined"))
    #expect(html.ranges(of: "<section ").count == 2)
    #expect(!html.contains("nil") && !html.contains("nan"))
  }

  @Test func equalInputsGiveEqualPages() throws {
    #expect(try HTMLReport(Fixture.input()).html() == HTMLReport(Fixture.input()).html())
  }

  @Test func anUnwritableFolderIsAnErrorAndLeavesNothing() throws {
    try Fixture.withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("missing/report.html")
      #expect(throws: ImagingError.self) { try HTMLReport(Fixture.input()).write(to: url) }
      #expect(!FileManager.default.fileExists(atPath: url.path))
    }
  }

  @Test func theIndexLeadsToEveryReport() throws {
    let entries = [ReportIndex.Entry(try Fixture.input(), link: "my plate/report.html")]
    let html = try ReportIndex(title: "Demo & more", entries: entries).html()
    #expect(isWellFormed(html))
    #expect(html.contains("href=\"my%20plate/report.html\""))
    #expect(html.contains("<h1>Demo &amp; more</h1>") && html.contains("<dd>83.3</dd>"))
    #expect(html.ranges(of: "<img").count == 2)
  }
}
