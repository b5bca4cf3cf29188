import Foundation
import Imaging
import Reporting
import Testing

@Suite struct GalleryPageTests {
  private var page: GalleryPage {
    var mask = Mask(width: 16, height: 16)
    mask[3, 4] = true
    return GalleryPage(
      columns: ["severity 0.1", "severity 1"],
      families: [
        .init(
          name: "pits", title: "Pits & <holes>", mechanism: "Acid eats.", equation: "∂u/∂t < 0", isSolved: true,
          seconds: 0.0123, parameters: [.init(name: "depth_um", range: 0.5...1000, meaning: "how deep")],
          rows: [.init(surface: "steel", pictures: [nil, (Image(width: 16, height: 16, channels: 1), mask)])])
      ])
  }

  @Test func everythingIsSaidOnce() throws {
    let html = try page.html()
    for text in [
      "<section id=\"pits\"", "href=\"#pits\"", "Pits &amp; &lt;holes&gt;", "Acid eats.", "∂u/∂t &lt; 0",
      "Solved for every sample · 12 ms a sample on one core", "<code>depth_um</code></td><td>0.5 … 1000</td>",
      "<b>severity 0.1</b><b>severity 1</b>", "not visible here", "d=\"M4 3H5V4H4Z\"", "for=\"outlines\"",
    ] { #expect(html.contains(text), "\(text)") }
    #expect(html.ranges(of: "data:image/jpeg").count == 1)
    #expect(try page.html() == html)
  }
}
