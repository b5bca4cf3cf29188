import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// What is said about data because nothing in them says it.
  @Suite struct ReadingOptionsTests {
    private static func validated(_ data: URL, _ options: String...) throws -> Program.Result {
      try Program.run(["validate-data", data.path] + options)
    }

    @Test func invertedMasksAreReadAsTold() throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.copyOfDataset(to: folder["data"])
      let truth = data.appendingPathComponent("ground_truth")
      for path in try Files.below(truth) {
        let url = truth.appendingPathComponent(path)
        let mask = try Mask.read(url)
        try Mask(width: mask.width, height: mask.height, values: mask.values.map { 1 - $0 }).writePNG(to: url)
      }
      let asked = try Self.validated(data)
      #expect(asked.status == 1 && asked.output.contains("are they inverted? Say --defect-is dark if so"))
      #expect(try Self.validated(data, "--defect-is", "dark").status == 0)

      let model = try Fixture.model().path
      for (data, out, options) in [
        (try Fixture.dataset(), "plain", []), (data, "inverted", ["--defect-is", "dark"]),
      ] {
        let result = try Program.run(["evaluate", model, data.path, "--out", folder[out].path, "--quiet"] + options)
        try #require(result.status == 0, "\(result.errors)")
      }
      #expect(try Files.measures(of: folder["inverted"]) == Files.measures(of: folder["plain"]))
    }

    /// Photographs of a camera of 12 bits in files of 16.
    @Test func bitsAreReadAsTold() throws {
      let folder = try TemporaryFolder()
      for number in 0..<3 {
        let name = "00\(number).png"
        var image = try Image.read(Fixture.dataset().appendingPathComponent("test/good/\(name)"))
        image.bitDepth = 16
        image.pixels = image.pixels.map { $0 * 4095 / 65535 }
        try FileManager.default.createDirectory(at: folder["data"], withIntermediateDirectories: true)
        try image.pngData().write(to: folder["data/\(name)"])
      }
      #expect(try Self.validated(folder["data"]).output.contains("12 of their 16 bits"))
      #expect(try !Self.validated(folder["data"], "--bits", "16").output.contains("of their 16 bits"))

      func scores(_ data: URL, _ out: String, _ options: String...) throws -> [Double] {
        let command = ["predict", try Fixture.model().path, data.path, "--out", folder[out].path, "--quiet"]
        let result = try Program.run(command + options)
        try #require(result.status == 0, "\(result.errors)")
        return try Files.text(folder["\(out)/predictions.csv"]).split(separator: "\n").dropFirst()
          .map { try #require(Double($0.split(separator: ",", omittingEmptySubsequences: false)[1])) }
      }
      let plain = try scores(Fixture.dataset().appendingPathComponent("test/good"), "8")
      let told = try scores(folder["data"], "12", "--bits", "12")
      #expect(zip(plain, told).allSatisfy { abs($0 - $1) < 0.02 }, "\(plain) \(told)")
      #expect(try scores(folder["data"], "16", "--bits", "16").allSatisfy { $0 > 0.8 })
    }

    @Test func annotationsMayLieElsewhere() throws {
      let folder = try TemporaryFolder()
      try FileManager.default.copyItem(
        at: Fixture.dataset().appendingPathComponent("train/good"), to: folder["data"])
      try FileManager.default.createDirectory(at: folder["notes"], withIntermediateDirectories: true)
      let polygon = #"{"label": "cut", "points": [[10, 10], [40, 10], [40, 30]], "shape_type": "polygon"}"#
      try Data(
        #"{"imagePath": "003.png", "imageWidth": 128, "imageHeight": 128, "shapes": [\#(polygon)]}"#.utf8
      ).write(to: folder["notes/003.json"])
      #expect(try Self.validated(folder["data"]).output.contains("0 masks, 0 test anomalous"))
      let told = try Self.validated(folder["data"], "--annotations", folder["notes"].path)
      #expect(told.status == 0 && told.output.contains("1 masks, 1 test anomalous"), "\(told.output)\(told.errors)")
      let lost = try Self.validated(folder["data"], "--annotations", folder["nowhere"].path)
      #expect(lost.status != 0 && lost.errors.contains("nowhere"))
    }
  }
}
