import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// Data sets that cannot be used: a message with the file and the remedy, before anything is written.
  @Suite struct BadDatasetTests {
    /// What is done to a data set, and what the message has to say.
    struct Damage: Sendable, CustomTestStringConvertible {
      let testDescription: String
      let message: [String]
      let apply: @Sendable (URL) throws -> Void

      init(_ description: String, _ message: String..., apply: @escaping @Sendable (URL) throws -> Void) {
        (testDescription, self.message, self.apply) = (description, message, apply)
      }
    }

    static let training: [Damage] = [
      Damage("a truncated photograph", "train/good/003.png: ") { data in
        try Files.truncate(data.appendingPathComponent("train/good/003.png"))
      },
      Damage("an empty file", "train/good/003.png: ", "empty") { data in
        try Data().write(to: data.appendingPathComponent("train/good/003.png"))
      },
      Damage("a text named .png", "train/good/003.png: ") { data in
        try Data("good part".utf8).write(to: data.appendingPathComponent("train/good/003.png"))
      },
      Damage("a claim of a thousand million pixels", "train/good/003.png: claims 40000 × 25000 px, the limit is") {
        data in
        try Files.emptyPNG(width: 40000, height: 25000).write(to: data.appendingPathComponent("train/good/003.png"))
      },
      Damage("no good photographs", "no good training images; put them in train/good") { data in
        try FileManager.default.removeItem(at: data.appendingPathComponent("train"))
      },
      Damage("one good photograph", "one good training image only; at least 2 are needed") { data in
        for name in try Files.below(data.appendingPathComponent("train/good")).dropFirst() {
          try FileManager.default.removeItem(at: data.appendingPathComponent("train/good/\(name)"))
        }
      },
    ]

    static let testing: [Damage] = [
      Damage("a mask of another size", "ground_truth/tear/000_mask.png: the mask is 64 × 64 px, its image 128 × 128 px")
      {
        data in
        let url = data.appendingPathComponent("ground_truth/tear/000_mask.png")
        try Mask.read(url).resized(width: 64, height: 64, rule: .anyCovered).writePNG(to: url)
      },
      Damage("a missing mask", "test/tear/000.png: an anomalous image without a mask") { data in
        try FileManager.default.removeItem(at: data.appendingPathComponent("ground_truth/tear/000_mask.png"))
      },
      Damage("an empty mask", "ground_truth/tear/000_mask.png: the mask of an anomalous image is empty") { data in
        try Mask(width: 128, height: 128).writePNG(to: data.appendingPathComponent("ground_truth/tear/000_mask.png"))
      },
      Damage("a broken test photograph", "test/good/001.png: ") { data in
        try Files.truncate(data.appendingPathComponent("test/good/001.png"))
      },
    ]

    @Test(arguments: training + testing) func runRefuses(_ damage: Damage) throws {
      let folder = try TemporaryFolder()
      let data = try damaged(damage, folder["data"])
      try expectRefusal(["run", data.path, "--out", folder["out"].path] + Fixture.settings, damage, folder["out"])
    }

    @Test(arguments: training) func trainRefuses(_ damage: Damage) throws {
      let folder = try TemporaryFolder()
      let data = try damaged(damage, folder["data"])
      try expectRefusal(["train", data.path, "--out", folder["out"].path] + Fixture.settings, damage, folder["out"])
    }

    @Test(arguments: testing) func evaluateRefuses(_ damage: Damage) throws {
      let folder = try TemporaryFolder()
      let data = try damaged(damage, folder["data"])
      try expectRefusal(
        ["evaluate", Fixture.model().path, data.path, "--out", folder["out"].path], damage, folder["out"])
    }

    @Test func validateDataListsEverythingAtOnce() throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.copyOfDataset(to: folder["data"])
      try Files.truncate(data.appendingPathComponent("train/good/003.png"))
      try Data().write(to: data.appendingPathComponent("test/good/002.png"))
      try FileManager.default.removeItem(at: data.appendingPathComponent("ground_truth/slub/000_mask.png"))
      try Mask(width: 128, height: 128).writePNG(to: data.appendingPathComponent("ground_truth/stain/000_mask.png"))
      try Mask(width: 9, height: 9).writePNG(to: data.appendingPathComponent("ground_truth/tear/000_mask.png"))
      try Mask(width: 9, height: 9).writePNG(to: data.appendingPathComponent("ground_truth/tear/007_mask.png"))
      let result = try Program.run(["validate-data", data.path])
      #expect(result.status == 1)
      for name in [
        "train/good/003.png", "test/good/002.png", "test/slub/000.png", "ground_truth/stain/000_mask.png",
        "ground_truth/tear/000_mask.png", "ground_truth/tear/007_mask.png",
      ] {
        #expect(result.output.contains("error: \(name): "), "\(name)")
      }
      #expect(try Program.run(["validate-data", Fixture.dataset().path]).status == 0)
    }

    private func damaged(_ damage: Damage, _ copy: URL) throws -> URL {
      let data = try Fixture.copyOfDataset(to: copy)
      try damage.apply(data)
      return data
    }

    private func expectRefusal(_ command: [String], _ damage: Damage, _ out: URL) throws {
      let result = try Program.run(command)
      #expect(result.status == 1)
      for part in damage.message { #expect(result.errors.contains(part), "\(result.errors)") }
      #expect(!Files.exists(out))
    }
  }
}
