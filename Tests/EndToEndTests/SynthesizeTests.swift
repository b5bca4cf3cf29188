import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// `blemish synthesize`, `export`: what people type, and what they mistype.
  @Suite struct SynthesizeTests {
    @Test func aFolderOfPhotographsBecomesACOCOSet() throws {
      let folder = try TemporaryFolder()
      let photographs = try Self.photographs(in: folder.url)
      let command = [
        "synthesize", photographs.path, "--out", folder["out"].path, "--per-image", "2", "--side", "0", "--format",
        "coco", "--with-good", "--json", "--quiet",
      ]
      let result = try Program.run(command)
      try #require(result.status == 0, "\(result.errors)")
      let answer = try Files.object(Data(result.output.utf8))
      #expect(answer["samples"] as? Int == 6 && answer["format"] as? String == "coco")
      #expect((answer["families"] as? [String: Int])?.values.reduce(0, +) == 6)
      let images = try #require(Files.object(folder["out/annotations.json"])["images"] as? [[String: Any]])
      #expect(images.count == 9)
      for image in images {
        let file = folder["out/images/\(try #require(image["file_name"] as? String))"]
        let header = try ImageHeader.read(file)
        #expect(image["width"] as? Int == header.width && image["height"] as? Int == header.height)
      }
      let before = try Data(contentsOf: folder["out/annotations.json"])
      try FileManager.default.removeItem(at: folder["out/samples/images/000003.png"])
      #expect(try Program.run(command).status == 0)
      #expect(try Data(contentsOf: folder["out/annotations.json"]) == before)
      let export = ["export", folder["out/samples"].path, "--format", "yolo", "--out", folder["yolo"].path]
      #expect(try Program.run(export).output.contains("6 samples in"))
      #expect(Files.exists(folder["yolo/labels/000005.txt"]))
    }

    /// Grey, colour and 16-bit photographs of three sizes.
    private static func photographs(in folder: URL) throws -> URL {
      let photographs = folder.appendingPathComponent("Fotos")
      try FileManager.default.createDirectory(at: photographs, withIntermediateDirectories: true)
      for (index, (channels, bitDepth)) in [(1, 8), (3, 8), (3, 16)].enumerated() {
        var image = Image(width: 64 + 16 * index, height: 72, channels: channels, bitDepth: bitDepth)
        for i in image.pixels.indices { image.pixels[i] = Float(90 + (i * 7919) % 60) / 255 }
        try image.writePNG(to: photographs.appendingPathComponent("\(index).png"))
      }
      return photographs
    }

    @Test func aFineStageIsKeptBesideItsSamples() throws {
      let folder = try TemporaryFolder()
      let photographs = try Self.photographs(in: folder.url)
      func synthesize(_ options: String...) throws -> (status: Int32, errors: String) {
        let command = ["synthesize", photographs.path, "--out", folder["out"].path, "--count", "5", "--side", "0"]
        let result = try Program.run(command + options)
        return (result.status, result.errors)
      }
      let first = try synthesize("--stages", "fine", "--fine-steps", "2")
      try #require(first.status == 0, "\(first.errors)")
      let network = try Data(contentsOf: folder["out/fine.safetensors"])
      let picture = try Data(contentsOf: folder["out/images/000002.png"])
      try FileManager.default.removeItem(at: folder["out/fine.safetensors"])
      try FileManager.default.removeItem(at: folder["out/images/000002.png"])
      #expect(try synthesize("--stages", "fine", "--fine-steps", "2").status == 0)
      #expect(try Data(contentsOf: folder["out/fine.safetensors"]) == network)
      #expect(try Data(contentsOf: folder["out/images/000002.png"]) == picture)
      let other = try synthesize("--stages", "fine", "--fine-steps", "1")
      #expect(other.status == 1 && other.errors.contains("was trained on other photographs or settings"))
      let gate = try synthesize("--stages", "gate")
      #expect(gate.status == 1 && gate.errors.contains("holds samples of other settings"), "\(gate.errors)")
    }

    @Test func aPreviewIsOnePicture() throws {
      let folder = try TemporaryFolder()
      let picture = folder["preview.png"]
      let result = try Program.run([
        "synthesize", Fixture.dataset().path, "--preview", picture.path, "--families", "surface-wear,fracture-line",
      ])
      #expect(result.status == 0, "\(result.errors)")
      #expect(try ImageHeader.read(picture).height == 4 * 196 + 4)
    }

    @Test(arguments: [
      ([], "one of --out and --preview is needed"),
      (["--out", "x", "--preview", "x.png"], "one of --out and --preview is needed"),
      (["--preview", "x.tif"], "--preview x.tif: a picture ends in .png or .jpg"),
      (["--out", "x", "--count", "3", "--per-image", "1"], "--count and --per-image: one of the two"),
      (["--out", "x", "--count", "0"], "--count 0: at least 1 is needed"),
      (["--out", "x", "--per-image", "0"], "--per-image 0: at least 1 is needed"),
      (["--out", "x", "--format", "yollo"], "unknown format 'yollo'; did you mean 'yolo'?"),
      (["--out", "x", "--with-good"], "--with-good: needs a --format other than samples"),
      (["--out", "x", "--shard", "0/4"], "--shard 0/4: i/n with i from 1 to n"),
      (["--out", "x", "--stages", "fein"], "unknown stage 'fein'; did you mean 'fine'?"),
      (["--out", "x", "--fine-steps", "-1"], "--fine-steps"),
      (["--out", "x", "--pixel-pitch", "0"], "pixelPitch: 0.0 µm is not a positive length"),
      (["--out", "x", "--side", "5"], "side: 5 px is less than 32 px"),
      (["--out", "x", "--roi", "nirgends.png"], "nirgends.png: cannot be read (there is no such picture"),
    ])
    func mistakesAreExplained(_ arguments: [String], _ message: String) throws {
      let folder = try TemporaryFolder()
      let result = try Program.run(["synthesize", Fixture.dataset().path] + arguments, in: folder.url)
      #expect(result.status == 1 || result.status == 64)
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(try Files.below(folder.url).isEmpty)
    }

    @Test(arguments: [
      (128, 0, "selects no pixel"), (64, 64, "the mask is 64 × 64 px"), (128, 5, "at least 54 are needed"),
    ])
    func regionsAreChecked(_ side: Int, _ columns: Int, _ message: String) throws {
      let folder = try TemporaryFolder()
      var mask = Mask(width: side, height: side)
      for y in 0..<5 { for x in 0..<columns { mask[y, x] = true } }
      try mask.writePNG(to: folder["region.png"])
      let result = try Program.run([
        "synthesize", Fixture.dataset().path, "--out", folder["out"].path, "--roi", folder["region.png"].path, "--side",
        "0", "--no-foreground",
      ])
      #expect(result.status == 1)
      #expect(result.errors.contains(message), "\(result.errors)")
    }

    @Test func anExportLeavesOtherFilesAlone() throws {
      let folder = try TemporaryFolder()
      let samples = try Fixture.run().folder.appendingPathComponent("synthetic")
      let result = try Program.run(["export", samples.path, "--format", "coco", "--out", samples.path])
      #expect(result.status == 1)
      #expect(result.errors.contains("synthetic: holds images already. Choose an empty folder."), "\(result.errors)")
      let missing = try Program.run(["export", folder["nichts"].path, "--format", "yolo", "--out", folder["out"].path])
      #expect(missing.status == 1 && missing.errors.contains("nichts"))
      #expect(!Files.exists(folder["out"]))
    }
  }
}
