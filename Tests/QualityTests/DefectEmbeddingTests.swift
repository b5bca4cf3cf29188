import Foundation
import Imaging
import Quality
import Realism
import Testing

@Suite struct DefectEmbeddingTests {
  private func crop(shade: Float, seed: Int, channels: Int = 3) throws -> DefectCrop {
    var image = Image(width: 120, height: 100, channels: channels)
    var mask = Mask(width: 120, height: 100)
    for y in 0..<100 {
      for x in 0..<120 {
        let grain = Float((x * 37 + y * 91 + seed * 53) % 17) / 170
        mask[y, x] = hypot(Double(x) - 60, Double(y) - 50) < 14
        for channel in 0..<channels { image[channel, y, x] = (mask[y, x] ? shade : 0.6) + grain }
      }
    }
    return try #require(DefectCrop(image, mask, side: DefectEmbedding.side))
  }

  @Test func aRowACropWhateverTheBatch() throws {
    let embedding = try DefectEmbedding()
    #expect(embedding.name == "EfficientNet-Lite0 stride-8")
    let crops = try (0..<35).map { try crop(shade: 0.2, seed: $0) }
    let rows = embedding(crops)
    #expect(rows.map(\.count) == [Int](repeating: 40, count: 35))
    #expect(rows.joined().allSatisfy { $0.isFinite })
    for (a, b) in zip(rows[34], embedding([crops[34]])[0]) { #expect(abs(a - b) < 1e-3) }
    #expect(embedding([]).isEmpty)
  }

  @Test func likeDefectsLieNearer() throws {
    let embedding = try DefectEmbedding()
    let rows = embedding([try crop(shade: 0.2, seed: 1), try crop(shade: 0.22, seed: 2), try crop(shade: 0.9, seed: 1)])
    func distance(_ a: Int, _ b: Int) -> Double { zip(rows[a], rows[b]).reduce(0) { $0 + pow($1.0 - $1.1, 2) } }
    #expect(distance(0, 1) < 0.25 * distance(0, 2))
  }

  @Test func perceptualDistancesGrowWithTheDifference() throws {
    let embedding = try DefectEmbedding()
    let crops = [try crop(shade: 0.2, seed: 1), try crop(shade: 0.22, seed: 2), try crop(shade: 0.9, seed: 1)]
    let rows = embedding.perceptual(crops)
    func distance(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    // Three strides, at each place a vector of length 1.
    for row in rows { #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 3) < 1e-2) }
    #expect(distance(rows[0], rows[1]) < 0.8 * distance(rows[0], rows[2]), "the grain differs in both")
    #expect(distance(rows[2], embedding.perceptual([crops[2]])[0]) < 1e-4)
  }

  @Test func greyIsColourWithoutHue() throws {
    let embedding = try DefectEmbedding()
    let rows = embedding([try crop(shade: 0.2, seed: 1), try crop(shade: 0.2, seed: 1, channels: 1)])
    for (a, b) in zip(rows[0], rows[1]) { #expect(abs(a - b) < 1e-3) }
  }
}
