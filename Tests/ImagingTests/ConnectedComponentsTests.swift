import Imaging
import Testing

@Suite struct ConnectedComponentsTests {
  @Test func cornersConnectOnlyWithEightNeighbours() {
    let mask = Mask(width: 4, height: 3, values: [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0])
    #expect(mask.connectedComponents(.eight).components.map(\.area) == [2, 2])
    #expect(mask.connectedComponents(.four).components.map(\.area) == [1, 1, 1, 1])
  }

  @Test func labelsFollowTheRasterOrderOfFirstPixels() {
    // A "U" whose arms meet only in the last row, around a dot.
    let mask = Mask(width: 5, height: 3, values: [1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    let found = mask.connectedComponents(.four)
    #expect(found.labels == [1, 0, 2, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    #expect(
      found.components.map(\.box) == [
        PixelBox(x: 0, y: 0, width: 5, height: 3), PixelBox(x: 2, y: 0, width: 1, height: 1),
      ])
    #expect(found.mask(of: 2).area == 1)
  }

  @Test(arguments: Connectivity.allCases, [0.3, 0.5, 0.6])
  func equalsAFloodFill(_ connectivity: Connectivity, _ density: Double) {
    let mask = Samples.mask(width: 60, height: 45, density: density)
    #expect(mask.connectedComponents(connectivity).labels == floodFill(mask, connectivity))
  }

  @Test func largestAndSmallestAreTold() {
    let mask = Mask(width: 7, height: 1, values: [1, 0, 1, 1, 0, 1, 1])
    #expect(mask.largestComponents(1).values == [0, 0, 1, 1, 0, 0, 0])
    #expect(mask.components(ofAtLeast: 2).values == [0, 0, 1, 1, 0, 1, 1])
    #expect(Mask(width: 3, height: 3).connectedComponents().components.isEmpty)
  }

  private func floodFill(_ mask: Mask, _ connectivity: Connectivity) -> [Int32] {
    var labels = [Int32](repeating: 0, count: mask.values.count)
    var count: Int32 = 0
    for seed in labels.indices where mask.values[seed] != 0 && labels[seed] == 0 {
      count += 1
      var stack = [seed]
      while let i = stack.popLast() {
        if labels[i] != 0 { continue }
        labels[i] = count
        for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1)] {
          if connectivity == .four && dx * dy != 0 { continue }
          let (x, y) = (i % mask.width + dx, i / mask.width + dy)
          if x >= 0, x < mask.width, y >= 0, y < mask.height, mask[y, x] { stack.append(y * mask.width + x) }
        }
      }
    }
    return labels
  }
}
