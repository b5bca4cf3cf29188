import Foundation
import Imaging
import Testing

@Suite struct SkeletonTests {
  private struct Case: Decodable {
    let name: String
    let width, height: Int
    let mask, thinned: [UInt8]
  }

  @Test func thinsAsScikitImageDoes() throws {
    for golden in try Golden.decode([Case].self, "thinning.json") {
      let mask = Mask(width: golden.width, height: golden.height, values: golden.mask)
      #expect(mask.thinned().values == golden.thinned, "\(golden.name)")
    }
  }

  @Test func thinningKeepsPiecesAndHoles() throws {
    for golden in try Golden.decode([Case].self, "thinning.json") {
      let mask = Mask(width: golden.width, height: golden.height, values: golden.mask)
      let thinned = mask.thinned()
      #expect(thinned.connectedComponents().components.count == mask.connectedComponents().components.count)
      #expect(holes(thinned) == holes(mask), "\(golden.name)")
      #expect(thinned.subtracting(mask).area == 0)
      #expect(thinned.thinned() == thinned)
    }
  }

  @Test func aCrossHasOneJunctionAndFourBranches() {
    let graph = SkeletonGraph(
      drawing(41, 41) { x, y in abs(x - 20) <= 1 && y > 3 && y < 37 || abs(y - 20) <= 1 && x > 3 && x < 37 }.skeleton())
    #expect(graph.junctions.count == 1)
    #expect(graph.branches.count == 4)
    #expect(graph.branches.count { $0.isSpur } == 4)
    #expect((graph.position(ofJunction: 0) - SIMD2(20, 20)).max() <= 1)
  }

  @Test func aRingHasNoEnds() {
    let ring = drawing(40, 40) { x, y in
      let r = hypot(Double(x) - 20, Double(y) - 20)
      return r > 9 && r < 13
    }
    let graph = SkeletonGraph(ring.skeleton())
    #expect(graph.junctions.isEmpty)
    #expect(graph.branches.count == 1)
    #expect(graph.branches.first?.isClosed == true)
  }

  @Test func bumpsOfTheOutlineAreNoBranches() {
    let bumpy = drawing(80, 30) { x, y in
      x >= 5 && x < 75 && abs(y - 15) <= 3 + (x % 11 == 5 ? 2 : 0)
    }
    let graph = SkeletonGraph(bumpy.skeleton())
    #expect(SkeletonGraph(bumpy.thinned()).branches.count > 3)
    #expect(graph.branches.count == 1)
    #expect(graph.branches.allSatisfy { $0.pixels.count > 55 })
  }

  @Test func everySkeletonPixelIsInTheGraph() throws {
    for golden in try Golden.decode([Case].self, "thinning.json") {
      let thinned = Mask(width: golden.width, height: golden.height, values: golden.thinned)
      let graph = SkeletonGraph(thinned)
      let lone = thinned.connectedComponents().components.filter { $0.area == 1 }.count
      let found = Set(graph.branches.flatMap(\.pixels) + graph.junctions.joined())
      #expect(found.count + lone == thinned.area, "\(golden.name)")
    }
  }

  private func holes(_ mask: Mask) -> Int {
    let framed = mask.padded(left: 1, top: 1, right: 1, bottom: 1, with: .constant(0))
    return framed.inverted().connectedComponents(.four).components.count - 1
  }

  private func drawing(_ width: Int, _ height: Int, _ isSet: (Int, Int) -> Bool) -> Mask {
    var mask = Mask(width: width, height: height)
    for y in 0..<height { for x in 0..<width { mask[y, x] = isSet(x, y) } }
    return mask
  }
}
