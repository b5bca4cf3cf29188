import Foundation
import Testing

extension EndToEnd {
  /// Model folders that are damaged or none.
  @Suite struct BadModelTests {
    /// What is done to a model folder, and what the message has to say.
    struct Damage: Sendable, CustomTestStringConvertible {
      let testDescription: String
      let message: String
      let apply: @Sendable (URL) throws -> Void
    }

    static let damages: [Damage] = [
      tensors("a header beyond the file") { data in
        withUnsafeBytes(of: UInt64(1) << 40) { Data($0) } + data.dropFirst(8)
      },
      tensors("half of the file") { $0.prefix($0.count / 2) },
      tensors("an empty file") { _ in Data() },
      tensors("bytes at the end") { $0 + Data([1, 2, 3]) },
      tensors("a header that is no JSON") { data in data.prefix(8) + Data("!".utf8) + data.dropFirst(9) },
      tensors("no tensors") { _ in withUnsafeBytes(of: UInt64(2)) { Data($0) } + Data("{}".utf8) },
      settings("settings that are no JSON") { _ in "{" },
      settings("settings of another version") {
        $0.replacingOccurrences(of: "blemish-detector-3", with: "blemish-detector-9")
      },
      settings("a side that cannot be") { $0.replacingOccurrences(of: #""side" : 128"#, with: #""side" : 100"#) },
      settings("a head of another width") { $0.replacingOccurrences(of: #""width" : 16"#, with: #""width" : 24"#) },
      settings("more backbones than tensors") {
        $0.replacingOccurrences(
          of: #""efficientnet-lite0""#, with: #""efficientnet-lite0", "efficientnet-lite2""#)
      },
      Damage(testDescription: "no settings", message: "detector.json: no such file") { model in
        try FileManager.default.removeItem(at: model.appendingPathComponent("detector.json"))
      },
      Damage(testDescription: "no tensors' file", message: "detector.safetensors") { model in
        try FileManager.default.removeItem(at: model.appendingPathComponent("detector.safetensors"))
      },
    ]

    @Test(arguments: damages) func theFileIsNamed(_ damage: Damage) throws {
      let folder = try TemporaryFolder()
      let model = folder["model"]
      try FileManager.default.copyItem(at: Fixture.model(), to: model)
      try damage.apply(model)
      let photograph = try Fixture.dataset().appendingPathComponent("test/good/000.png").path
      let result = try Program.run(["predict", model.path, photograph, "--out", folder["out"].path])
      #expect(result.status == 1)
      #expect(result.errors.contains(damage.message), "\(result.errors)")
      #expect(!Files.exists(folder["out"]))
    }

    private static func tensors(_ description: String, change: @escaping @Sendable (Data) -> Data) -> Damage {
      Damage(testDescription: description, message: "model/detector.safetensors") { model in
        let url = model.appendingPathComponent("detector.safetensors")
        try change(Data(contentsOf: url)).write(to: url)
      }
    }

    private static func settings(_ description: String, change: @escaping @Sendable (String) -> String) -> Damage {
      Damage(testDescription: description, message: "model/detector.") { model in
        let url = model.appendingPathComponent("detector.json")
        let before = try Files.text(url)
        let after = change(before)
        precondition(after != before, "the settings hold what is to be damaged")
        try Data(after.utf8).write(to: url)
      }
    }
  }
}
