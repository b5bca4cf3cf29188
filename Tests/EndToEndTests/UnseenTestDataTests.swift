import Datasets
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

    /// A model is not measured on photographs that its samples' generator has learned from.
    @Test(arguments: [
      ["--task", "segment", "--network", "efficientnet", "--steps", "2", "--side", "64"], Fixture.settings,
    ])
    func photographsBehindTheSamplesAreLeftOut(options: [String]) throws {
      let folder = try TemporaryFolder()
      let (data, set) = (try Fixture.dataset(), folder["set"])
      try FileManager.default.copyItem(at: try Fixture.run().folder.appendingPathComponent("synthetic"), to: set)
      let defects = try Dataset.open(data).test.filter { $0.label == .anomalous }
      func evaluated(but learned: some Collection<DatasetItem>) throws -> (result: Program.Result, images: Int?) {
        let file = set.appendingPathComponent("synthesis.json")
        var settings = try Files.object(file)
        settings["learnedFrom"] = try learned.map { try SHA256.hexDigest(ofFile: $0.image) }
        try JSONSerialization.data(withJSONObject: settings).write(to: file)
        let (model, out) = (folder["model \(learned.count)"], folder["out \(learned.count)"])
        let trained = try Program.run(
          ["train", data.path, "--samples", set.path, "--out", model.path, "--quiet"] + options)
        try #require(trained.status == 0, "\(trained.errors)")
        let result = try Program.run(["evaluate", model.path, data.path, "--out", out.path, "--json"])
        guard result.status == 0 else { return (result, nil) }
        let answer = try Files.object(Data(result.output.utf8))
        let types = answer["per_type"] as? [String: [String: Any]]
        return (
          result, answer["images"] as? Int ?? types.map { $0.values.reduce(3) { $0 + ($1["count"] as? Int ?? 0) } }
        )
      }
      let some = try evaluated(but: defects.prefix(2))
      #expect(some.images == 6 && some.result.errors.contains("has learned from them: 2"), "\(some.result.errors)")
      let all = try evaluated(but: defects)
      #expect(all.result.status != 0 && all.result.errors.contains("learned from all defective test photographs"))
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
