import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// `blemish predict`: its files, and large images in tiles.
  @Suite struct PredictTests {
    @Test func writesMasksOverlaysAndRegions() throws {
      let folder = try TemporaryFolder()
      let (images, out) = (try Fixture.dataset().appendingPathComponent("test"), folder["Urteile"])
      let result = try Program.run(["predict", Fixture.run().folder.path, images.path, "--out", out.path])
      try #require(result.status == 0, "\(result.errors)")
      let rows = try rows(out.appendingPathComponent("predictions.csv"))
      #expect(rows.first == ["path", "score", "decision", "reason", "percentile"])
      #expect(rows.count == 1 + 8)
      let answers = try answers(out)
      #expect(answers.map(\.path) == rows.dropFirst().map { $0[0] })
      for answer in answers {
        let stem = (answer.path as NSString).deletingPathExtension
        #expect(answer.mask == "masks/\(stem).png" && answer.overlay == "overlays/\(stem).jpg")
        let mask = try Image.read(out.appendingPathComponent("masks/\(stem).png"))
        #expect((mask.width, mask.height) == (128, 128))
        #expect(mask.pixels.allSatisfy { $0 == 0 || $0 == 1 })
        #expect(mask.pixels.count { $0 == 1 } / mask.channels == answer.regions.reduce(0) { $0 + $1.area })
        #expect(answer.decision == (answer.score >= 0.5 ? "anomalous" : "good"))
        #expect(answer.regions.isEmpty == (answer.decision == "good"))
        #expect(answer.regions.allSatisfy { $0.x >= 0 && $0.y >= 0 && $0.x + $0.width <= 128 && $0.area > 0 })
        let overlay = try Image.read(out.appendingPathComponent("overlays/\(stem).jpg"))
        #expect((overlay.width, overlay.height) == (128, 128))
      }
      #expect(
        try self.rows(out.appendingPathComponent("regions.csv")).count == 1
          + answers.reduce(0) { $0 + $1.regions.count })
    }

    @Test func judgesAsEvaluateDoes() throws {
      let folder = try TemporaryFolder()
      let (run, out) = (try Fixture.run().folder, folder["scores"])
      let images = try Fixture.dataset().appendingPathComponent("test")
      let result = try Program.run(["predict", run.path, images.path, "--out", out.path, "--scores-only"])
      try #require(result.status == 0, "\(result.errors)")
      #expect(try Files.below(out) == ["predict.json", "predictions.csv"])
      let scores = try rows(out.appendingPathComponent("predictions.csv")).dropFirst()
      let measured = try rows(run.appendingPathComponent("predictions.csv")).dropFirst()
      let expected = Dictionary(uniqueKeysWithValues: measured.map { ($0[0], $0[2]) })
      for row in scores { #expect(expected["test/" + row[0]] == row[1], "\(row[0])") }
    }

    @Test func cutsLargeImagesIntoTiles() throws {
      let folder = try TemporaryFolder()
      let (model, out) = (folder["model"], folder["out"])
      let training = try Program.run(
        ["train", Fixture.dataset().path, "--out", model.path, "--tile", "64"] + Fixture.settings
          + ["--set", "side=64"])
      try #require(training.status == 0, "\(training.errors)")
      let photograph = try Image.read(Fixture.dataset().appendingPathComponent("train/good/000.png"))
      try photograph.resized(width: 230, height: 150).writePNG(to: folder["groß.png"])
      let result = try Program.run(["predict", model.path, folder["groß.png"].path, "--out", out.path])
      try #require(result.status == 0, "\(result.errors)")
      let mask = try Mask.read(out.appendingPathComponent("masks/groß.png"))
      #expect((mask.width, mask.height) == (230, 150))
    }

    private struct Answer: Decodable {
      struct Region: Decodable { let x, y, width, height, area: Int, score: Double }
      let path: String
      let score: Double
      let decision: String
      let mask, overlay: String
      let regions: [Region]
    }

    private func answers(_ out: URL) throws -> [Answer] {
      try JSONDecoder().decode([Answer].self, from: Data(contentsOf: out.appendingPathComponent("regions.json")))
    }

    private func rows(_ url: URL) throws -> [[String]] {
      try Files.text(url).split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    }
  }
}
