import Foundation
import Testing

extension EndToEnd {
  /// Training never opens a test photograph or its mask.
  @Suite struct UnseenTestDataTests {
    @Test func trainingNeedsNoReadableTestData() throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.copyOfDataset(to: folder["data"])
      for part in ["test", "ground_truth"] {
        for path in try Files.below(data.appendingPathComponent(part)) {
          try Data("no image".utf8).write(to: data.appendingPathComponent("\(part)/\(path)"))
        }
      }
      try expectTheSameModel(from: data, in: folder["model"])
    }

    @Test func trainingNeedsNoTestData() throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.copyOfDataset(to: folder["data"])
      try FileManager.default.removeItem(at: data.appendingPathComponent("test"))
      try expectTheSameModel(from: data, in: folder["model"])
    }

    private func expectTheSameModel(from data: URL, in model: URL) throws {
      let samples = try Fixture.run().folder.appendingPathComponent("synthetic")
      let result = try Program.run(
        ["train", data.path, "--out", model.path, "--samples", samples.path] + Fixture.settings)
      try #require(result.status == 0, "\(result.errors)")
      let name = "detector.safetensors"
      #expect(
        try Data(contentsOf: model.appendingPathComponent(name))
          == Data(contentsOf: Fixture.model().appendingPathComponent(name)))
      for key in ["fingerprint", "calibration"] {
        let (own, whole) = (try Files.object(model.appendingPathComponent("detector.json")), try settings())
        #expect(own[key] as? NSObject == whole[key] as? NSObject, "\(key)")
      }
    }

    private func settings() throws -> [String: Any] {
      try Files.object(Fixture.model().appendingPathComponent("detector.json"))
    }
  }
}
