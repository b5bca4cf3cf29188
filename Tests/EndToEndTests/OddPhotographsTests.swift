import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// Photographs that do not belong where they lie: each is named, none of them decides anything.
  @Suite struct OddPhotographsTests {
    private static func frame(_ value: Float) -> Image {
      Image(width: 128, height: 128, channels: 3, filledWith: value)
    }

    @Test(arguments: [("black", Float(0)), ("white", 1), ("blank", 0.4)])
    func aFrameOfOneValueChangesNothing(_ word: String, _ value: Float) throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.copyOfDataset(to: folder["data"])
      try Self.frame(value).writePNG(to: data.appendingPathComponent("train/good/999.png"))
      let validated = try Program.run(["validate-data", data.path])
      #expect(validated.status == 0 && validated.output.contains("warning: train/good/999.png: \(word): mean"))
      #expect(try Program.run(["validate-data", data.path, "--strict"]).status == 1)
      let samples = try Fixture.run().folder.appendingPathComponent("synthetic")
      let command = ["train", data.path, "--samples", samples.path, "--out"]
      let result = try Program.run(command + [folder["model"].path] + Fixture.settings)
      try #require(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("left out: train/good/999.png is \(word)"), "\(result.errors)")
      let name = "detector.safetensors"
      #expect(
        try Data(contentsOf: folder["model/\(name)"]) == Data(contentsOf: Fixture.model().appendingPathComponent(name)))
      let strict = try Program.run(command + [folder["strict"].path, "--strict"] + Fixture.settings)
      #expect(strict.status == 1 && strict.errors.contains("train/good/999.png: \(word)"), "\(strict.errors)")
      #expect(!Files.exists(folder["strict"]))
    }

    @Test func noDefectIsDrawnOnABlankFrame() throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.copyOfDataset(to: folder["data"])
      try Self.frame(0).writePNG(to: data.appendingPathComponent("train/good/999.png"))
      let result = try Program.run([
        "synthesize", data.path, "--out", folder["out"].path, "--per-image", "1", "--side", "0",
      ])
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("left out: train/good/999.png is black"))
      #expect(try Files.below(folder["out/images"]).count == 10)
    }

    /// Official data sets hold such pairs; a copy in another format is one, too.
    @Test(arguments: ["png", "bmp"]) func aTrainingCopyOfATestPhotographIsLeftOut(_ ending: String) throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.copyOfDataset(to: folder["data"])
      let copy = data.appendingPathComponent("train/good/copy.\(ending)")
      let image = try Image.read(data.appendingPathComponent("test/good/001.png"))
      if ending == "png" { try image.writePNG(to: copy) } else { try Self.bitmap(image).write(to: copy) }
      let validated = try Program.run(["validate-data", data.path])
      #expect(validated.status == 0)
      let message = "train/good/copy.\(ending): the same picture in training and test data"
      #expect(validated.output.contains(message), "\(validated.output)")
      let command = ["run", data.path, "--out"]
      let strict = try Program.run(command + [folder["strict"].path, "--strict"] + Fixture.settings)
      #expect(strict.status == 1 && strict.errors.contains(message) && !Files.exists(folder["strict"]))
      let result = try Program.run(command + [folder["out"].path] + Fixture.settings)
      try #require(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains(message))
      #expect(try Files.measures(of: folder["out"]) == Files.measures(of: Fixture.run().folder))
    }

    /// A picture as an uncompressed bitmap of 24 bits a pixel.
    private static func bitmap(_ image: Image) -> Data {
      let stride = (image.width * 3 + 3) / 4 * 4
      var data = Data("BM".utf8)
      func append(_ value: Int, bytes: Int) { for byte in 0..<bytes { data.append(UInt8(value >> (8 * byte) & 255)) } }
      for value in [54 + stride * image.height, 0, 54, 40, image.width, image.height] { append(value, bytes: 4) }
      append(1, bytes: 2)
      append(24, bytes: 2)
      for value in [0, stride * image.height, 0, 0, 0, 0] { append(value, bytes: 4) }
      for y in (0..<image.height).reversed() {
        for x in 0..<image.width {
          for channel in [2, 1, 0] { data.append(UInt8((image[channel % image.channels, y, x] * 255).rounded())) }
        }
        data.append(contentsOf: [UInt8](repeating: 0, count: stride - image.width * 3))
      }
      return data
    }
  }
}
