import Foundation
import Imaging
import Realism
import Testing

@Suite struct LineGeometryTests {
  @Test(arguments: [0.0, 0.2, 0.4, .pi / 4, 1.3], [3.0, 5, 9])
  func aStraightBandIsStraightAndAsWideAsItIs(angle: Double, width: Double) throws {
    let mask = Shapes.band(160, angle: angle, width: width, along: -60...60)
    let lines = try #require(LineGeometry(mask))
    #expect(lines.tortuosities.count == 1)
    #expect(abs((lines.tortuosities.first?.value ?? 0) - 1) < 0.01)
    // Both ends lack half a width, and what thinning took.
    #expect(lines.length < 121 && lines.length > 118 - 2.5 * width)
    let typical = lines.widths.sorted()[lines.widths.count / 2]
    #expect(abs(typical - width) <= 1.2, "\(typical)")
    #expect(lines.branchingAngles.isEmpty)
    #expect(lines.slenderness > 10)
  }

  @Test func aSemicircleIsHalfOfPiLong() throws {
    let arc = Shapes.drawing(140, 80) { x, y in
      let r = hypot(x - 70, y - 70)
      return abs(r - 55) <= 2 && y <= 70
    }
    let lines = try #require(LineGeometry(arc))
    #expect(abs((lines.tortuosities.first?.value ?? 0) - .pi / 2) < 0.08)
  }

  @Test(arguments: [(90.0, 210.0, 330.0, 120.0), (0, 180, 90, 90), (180, 0, -45, 45), (180, 20, -50, 70)])
  func branchesMeetAtTheirAngle(_ a: Double, _ b: Double, _ c: Double, _ smallest: Double) throws {
    let rays = [a, b, c].map { $0 * .pi / 180 }
    let mask = Shapes.drawing(121, 121) { x, y in
      let (dx, dy) = (x - 60, y - 60)
      return rays.contains { ray in
        let along = cos(ray) * dx + sin(ray) * dy
        return along >= 0 && along < 50 && abs(sin(ray) * dx - cos(ray) * dy) <= 1.5
      }
    }
    let angles = try #require(LineGeometry(mask)).branchingAngles
    #expect(angles.count == 1)
    #expect(abs((angles.first ?? 0) - smallest) < 9, "\(angles)")
  }

  @Test func aDiscIsNoLine() throws {
    let lines = try #require(LineGeometry(Shapes.drawing(64, 64) { hypot($0 - 32, $1 - 32) < 20 }))
    #expect(lines.slenderness < 2)
    #expect(lines.tortuosities.isEmpty)
  }

  @Test func masksWithoutAnOutlineHaveNoGeometry() {
    #expect(LineGeometry(Mask(width: 20, height: 20)) == nil)
    #expect(LineGeometry(Mask(width: 20, height: 20, filledWith: true)) == nil)
    #expect(LineGeometry(Mask(width: 1, height: 1, filledWith: true)) == nil)
  }

  @Test func dimensionsOfKnownShapes() throws {
    let line = Shapes.band(256, angle: 0.3, width: 1, along: -110...110)
    // A slanting line needs fewer pixels than boxes, by cos φ over cos φ + sin φ.
    #expect(abs(try #require(BoxCounting.dimension(of: line)) - 1) < 0.1)
    let level = Shapes.band(256, angle: 0, width: 1, along: -110...110)
    #expect(abs(try #require(BoxCounting.dimension(of: level)) - 1) < 0.03)
    let square = Shapes.drawing(200, 200) { x, y in x >= 20 && x < 148 && y >= 30 && y < 158 }
    #expect(abs(try #require(BoxCounting.dimension(of: square)) - 2) < 0.03)
    let koch = try #require(BoxCounting.dimension(of: Shapes.koch(iterations: 6, length: 729)))
    #expect(abs(koch - log(4.0) / log(3.0)) < 0.06, "\(koch)")
    #expect(BoxCounting.dimension(of: Shapes.drawing(40, 40) { x, y in x < 8 && y < 8 }) == nil)
  }
}
