import Detection
import Imaging
import Testing

@Suite struct TilingTests {
  @Test(arguments: [(256, 256, 256, 64), (1000, 700, 256, 64), (4096, 3072, 512, 128), (257, 256, 256, 32)])
  func tilesCoverTheImageAndOverlap(width: Int, height: Int, side: Int, overlap: Int) {
    let grid = TileGrid(width: width, height: height, side: side, overlap: overlap)
    let columns = Set(grid.origins.map(\.x)).sorted(), rows = Set(grid.origins.map(\.y)).sorted()
    for (starts, length) in [(columns, width), (rows, height)] {
      #expect(starts.first == 0 && starts.last == length - side)
      #expect(zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 <= side - overlap })
    }
    #expect(grid.origins.count == columns.count * rows.count)
  }

  @Test func agreeingTilesBlendToTheMapTheyWereCutFrom() {
    let (width, height, side) = (150, 110, 64)
    var whole = Plane(width: width, height: height)
    for y in 0..<height { for x in 0..<width { whole[y, x] = Float(x) * 0.01 - Float(y) * 0.02 } }
    let grid = TileGrid(width: width, height: height, side: side, overlap: 16)
    var blender = TileBlender(grid: grid)
    for origin in grid.origins {
      var tile = Plane(width: side, height: side)
      for y in 0..<side { for x in 0..<side { tile[y, x] = whole[origin.y + y, origin.x + x] } }
      blender.add(tile, at: origin)
    }
    let blended = blender.finish()
    #expect(zip(blended.values, whole.values).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func aDisagreeingTileLeavesNoStep() {
    let grid = TileGrid(width: 200, height: 64, side: 64, overlap: 32)
    var blender = TileBlender(grid: grid)
    for origin in grid.origins {
      blender.add(Plane(width: 64, height: 64, filledWith: origin.x == 0 ? 1 : 0), at: origin)
    }
    let blended = blender.finish()
    let steps = (1..<200).map { abs(blended[32, $0] - blended[32, $0 - 1]) }
    #expect(blended[32, 0] > 0.999 && blended[32, 199] < 1e-3)
    #expect(steps.max()! < 0.12)
  }
}
