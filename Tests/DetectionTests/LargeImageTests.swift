import Datasets
import Detection
import Foundation
import Imaging
import Metrics
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

  @Test func aTiledDetectorTrainedOnLargeImagesFindsDefects() throws {
    setThreads(1)
    let folder = try TemporaryFolder()
    var configuration = TinyProduct.configuration(steps: 40)
    configuration.tiling = .init(side: TinyProduct.side, overlap: 16)
    configuration.memoryImages = 40
    let data = try TinyProduct.data(in: folder.url, side: 160)
    let detector = try Detector.train(on: data, configuration: configuration, seed: 1)
    let clean = (40..<48).map { detector.predict(TinyProduct.good($0, width: 160, height: 160)).score }
    let defective = (40..<48).map { detector.predict(TinyProduct.defective($0, of: $0, side: 160).image).score }
    let labels = clean.map { _ in false } + defective.map { _ in true }
    let auroc = try ImageMetrics(scores: clean + defective, labels: labels).auroc
    #expect(try #require(auroc) > 0.95)
  }

  @Test func ofALargeSampleTheTileWithTheDefectIsSeenAtItsOwnScale() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url, side: 160)
    let set = try #require(data.samples)
    for record in set.records {
      let photograph = DatasetItem(id: record.source, image: set.url(record.image), label: .good, split: .train)
      let view = try SampleView(record, of: set, on: photograph, tiling: .init(side: 64, overlap: 24))
      let whole = try SampleView(record, of: set, on: photograph, tiling: nil)
      let covered = try SampleView.coverages(
        [view, whole], on: WorkingCanvas(width: 64, height: 64), cell: 4, extent: .init(share: 0)
      ).map(\.whole)
      let (image, coverage) = (try view.image(), covered[0])
      #expect(image.width == 64 && image.height == 64)
      let seen = coverage.values.reduce(0, +) * 16
      #expect(seen <= Float(record.area) + 0.01 && seen > 0.6 * Float(record.area))
      #expect(try whole.image().width == 160)
      #expect(abs(covered[1].values.reduce(0, +) * 100 - Float(record.area)) < 0.5)
    }
  }

  /// The mean difference between each column and the next one.
  private static func columnSteps(_ map: Plane) -> [Float] {
    (1..<map.width).map { x in
      (0..<map.height).reduce(0) { $0 + abs(map[$1, x] - map[$1, x - 1]) } / Float(map.height)
    }
  }
}
