import Detection
import Foundation
import Imaging
import Testing
import Torch

@Suite struct LargeImageTests {
  @Test func aBlotOnALargeImageIsFoundWithoutSeams() throws {
    setThreads(1)
    let folder = try TemporaryFolder()
    var configuration = TinyProduct.configuration()
    configuration.tiling = .init(side: TinyProduct.side, overlap: 24)
    let detector = try Detector.train(on: TinyProduct.data(in: folder.url), configuration: configuration, seed: 1)
    let (width, height) = (331, 215)
    let good = TinyProduct.good(50, width: width, height: height)
    let (blotted, mask) = TinyProduct.blotted(good, x: 190, y: 90, radius: 8, shade: 0.95)
    let (clean, found) = (detector.predict(good), detector.predict(blotted))
    #expect(found.map.width == width && found.map.height == height)
    #expect(found.score > clean.score)
    let peak = found.map.values.indices.max { found.map.values[$0] < found.map.values[$1] }!
    #expect(abs(peak % width - 190) <= 16 && abs(peak / width - 90) <= 16)
    #expect(found.map.mean(where: mask, is: 1) > found.map.mean(where: mask, is: 0) + 0.1)

    let grid = TileGrid(width: width, height: height, side: TinyProduct.side, overlap: 24)
    let edges = Set(grid.origins.flatMap { [$0.x, $0.x + TinyProduct.side] })
    let steps = Self.columnSteps(clean.map)
    let inside = steps.indices.filter { !edges.contains($0 + 1) }.map { steps[$0] }
    let atEdges = steps.indices.filter { edges.contains($0 + 1) }.map { steps[$0] }
    #expect(atEdges.max()! <= inside.max()!)
  }

  /// The mean difference between each column and the next one.
  private static func columnSteps(_ map: Plane) -> [Float] {
    (1..<map.width).map { x in
      (0..<map.height).reduce(0) { $0 + abs(map[$1, x] - map[$1, x - 1]) } / Float(map.height)
    }
  }
}
