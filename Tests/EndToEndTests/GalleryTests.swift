import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// `blemish gallery`.
  @Suite struct GalleryTests {
    @Test func aSmallGalleryIsWhole() throws {
      let folder = try TemporaryFolder()
      let result = try Program.run([
        "gallery", "--out", folder["out"].path, "--side", "64", "--columns", "0.3,1", "--families",
        "surface-deposit,missing-material", "--json",
      ])
      try #require(result.status == 0, "\(result.errors)")
      let answer = try Files.object(Data(result.output.utf8))
      let seconds = try #require(answer["seconds_per_sample"] as? [String: Double])
      #expect(Set(seconds.keys) == ["surface-deposit", "missing-material"] && seconds.values.allSatisfy { $0 > 0 })
      let page = try Files.text(URL(fileURLWithPath: try #require(answer["page"] as? String)))
      #expect(page.contains("<h2 id=\"surface-deposit-title\">Deposit"))
      #expect(page.contains("severity 0.3") && page.contains("<code>radius_um</code>"))
      for reference in [#"src="http"#, "<link", "<script", "@import"] { #expect(!page.contains(reference)) }
      #expect(
        try Files.below(folder["out"])
          == ["gallery.jpg", "images/missing-material.jpg", "images/surface-deposit.jpg", "index.html"])
      #expect(try ImageHeader.read(folder["out/gallery.jpg"]).width > 400)
    }

    @Test(arguments: [
      (["--columns", "0.1,2"], "--columns 0.1,2: severities from 0 to 1"),
      (["--columns", "a"], "--columns a: severities from 0 to 1"),
      (["--side", "5"], "--side 5: from 64 to 2048 px"),
      (["--families", "surface-where"], "did you mean 'surface-wear'?"),
    ])
    func mistakesAreExplained(_ arguments: [String], _ message: String) throws {
      let folder = try TemporaryFolder()
      let result = try Program.run(["gallery", "--out", folder["out"].path] + arguments)
      #expect(result.status == 64)
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(!Files.exists(folder["out"]))
    }
  }
}
