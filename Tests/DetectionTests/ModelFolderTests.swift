import Detection
import Foundation
import Testing
import Torch

@Suite(.serialized) struct ModelFolderTests {
  init() { setThreads(1) }

  private static func trained(_ folder: TemporaryFolder) throws -> Detector {
    try Detector.train(
      on: TinyProduct.data(in: folder.url), configuration: TinyProduct.configuration(steps: 4), seed: 1)
  }

  @Test func aLoadedDetectorPredictsTheSameBits() throws {
    let folder = try TemporaryFolder()
    let detector = try Self.trained(folder)
    try detector.save(to: folder("model"))
    let loaded = try Detector.load(folder("model"))
    #expect(loaded.configuration == detector.configuration && loaded.fingerprint == detector.fingerprint)
    #expect(loaded.seed == detector.seed && loaded.trainSeconds == detector.trainSeconds)
    let images = [
      TinyProduct.good(30), TinyProduct.defective(3, of: 31).image, TinyProduct.good(32, width: 90, height: 70),
    ]
    for (before, after) in zip(detector.predict(images), loaded.predict(images)) {
      #expect(before.isIdentical(to: after))
    }
    #expect(loaded.predict(images).map { [$0.map.width, $0.map.height] } == [[64, 64], [64, 64], [90, 70]])
    #expect(loaded.predict([]).isEmpty)
    try loaded.save(to: folder("again"))
    for name in [Detector.settingsName, Detector.tensorsName] {
      #expect(
        FileManager.default.contentsEqual(atPath: folder("model/\(name)").path, andPath: folder("again/\(name)").path))
    }
  }

  /// Detectors from before samples had weights know nothing of them.
  @Test func settingsWithoutWeightsAreUniform() throws {
    let folder = try TemporaryFolder()
    try Self.trained(folder).save(to: folder("model"))
    let file = folder("model/" + Detector.settingsName)
    var settings = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    var configuration = try #require(settings["configuration"] as? [String: Any])
    var head = try #require(configuration["head"] as? [String: Any])
    #expect(head.removeValue(forKey: "weights") as? String == "uniform" && head.removeValue(forKey: "bilevel") != nil)
    configuration["head"] = head
    settings["configuration"] = configuration
    try JSONSerialization.data(withJSONObject: settings).write(to: file)
    #expect(try Detector.load(folder("model")).configuration == TinyProduct.configuration(steps: 4))
  }

  @Test func damagedModelsAreRefusedByFileName() throws {
    let folder = try TemporaryFolder()
    try Self.trained(folder).save(to: folder("model"))
    let (settings, tensors) = (Detector.settingsName, Detector.tensorsName)
    let damages: [(file: String, damage: (URL) throws -> Void)] = [
      (settings, { try FileManager.default.removeItem(at: $0) }),
      (settings, { try Data("{".utf8).write(to: $0) }),
      (settings, { try Self.replace("blemish-detector-3", by: "blemish-detector-0", in: $0) }),
      (settings, { try Self.replace("\"side\" : 64", by: "\"side\" : 65", in: $0) }),
      (settings, { try Self.replace("\"neighbourhood\" : 3", by: "\"neighbourhood\" : \"3\"", in: $0) }),
      (tensors, { try FileManager.default.removeItem(at: $0) }),
      (tensors, { try Data().write(to: $0) }),
      (tensors, { try Data(contentsOf: $0).dropLast(100).write(to: $0) }),
      (tensors, { try Self.rewrite($0) { $0["memory.1.vectors"] = nil } }),
      (tensors, { try Self.rewrite($0) { $0["memory.0.vectors"] = .zeros([5, 7]) } }),
      (tensors, { try Self.rewrite($0) { $0["memory.0.vectors"] = $0["memory.0.vectors"]!.to(.float16) } }),
      (tensors, { try Self.rewrite($0) { $0["statistics.fine.mean"] = .zeros([1, 3, 1, 1]) } }),
      (tensors, { try Self.rewrite($0) { $0["head.exit.weight"] = nil } }),
      (tensors, { try Self.rewrite($0) { $0["head.exit.weight"] = .zeros([1, 2, 1, 1]) } }),
    ]
    for (index, (name, damage)) in damages.enumerated() {
      let copy = folder("copy \(index)")
      try FileManager.default.copyItem(at: folder("model"), to: copy)
      let file = copy.appendingPathComponent(name)
      try damage(file)
      #expect("damage \(index)") {
        try Detector.load(copy)
      } throws: {
        ($0 is DetectionError || $0 is TorchError) && "\($0)".contains(file.path)
      }
    }
  }

  private static func replace(_ text: String, by other: String, in file: URL) throws {
    let whole = try String(contentsOf: file, encoding: .utf8)
    try #require(whole.contains(text))
    try Data(whole.replacingOccurrences(of: text, with: other).utf8).write(to: file)
  }

  private static func rewrite(_ file: URL, _ change: (inout [String: Tensor]) -> Void) throws {
    var tensors = try loadSafetensors(file)
    change(&tensors)
    try saveSafetensors(tensors, to: file)
  }
}
