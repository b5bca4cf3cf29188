import Datasets
import Detection
import Foundation
import Imaging
import Testing
import Torch

@Suite struct DecoyTests {
  /// The same blot on a part, dark as defects are here, or bright as their decoys are.
  private static func blot(_ index: Int, of part: Int, isDefective: Bool) -> (image: Image, mask: Mask) {
    let (x, y) = (16 + index * 7 % 32, 16 + index * 11 % 32)
    return TinyProduct.blotted(TinyProduct.good(part), x: x, y: y, radius: 8, shade: isDefective ? 0.1 : 0.95)
  }

  @Test func decoysAreLearnedToBeGood() throws {
    setThreads(1)
    let folder = try TemporaryFolder()
    var data = try TinyProduct.data(in: folder.url)
    data.samples = try TinyProduct.samples(on: data.fit, in: folder("with decoys")) { index, part in
      let (image, mask) = Self.blot(index, of: part, isDefective: true)
      return (image, mask, Self.blot(index, of: part, isDefective: false).image)
    }
    func anomaly(decoys: Double) throws -> (defect: Float, decoy: Float) {
      var configuration = TinyProduct.configuration(steps: 100)
      // The memory finds both unlike good parts; what the head has learned is to decide.
      (configuration.head.decoys, configuration.headWeight) = (decoys, 20)
      let detector = try Detector.train(on: data, configuration: configuration, seed: 1)
      func mean(isDefective: Bool) -> Float {
        (0..<4).reduce(0) { sum, index in
          let (image, mask) = Self.blot(40 + index, of: 30 + index, isDefective: isDefective)
          return sum + detector.predict(image).map.mean(where: mask, is: 1) / 4
        }
      }
      return (mean(isDefective: true), mean(isDefective: false))
    }
    let (with, without) = (try anomaly(decoys: 0.25), try anomaly(decoys: 0))
    #expect(without.defect > 0.7 && without.decoy > 0.5, "\(without)")
    #expect(with.defect > 0.7 && with.decoy < 0.3, "\(with)")
  }
}
