import Imaging
import Testing

@Suite struct GeometryTests {
  let image = Image(width: 3, height: 2, channels: 1, pixels: [1, 2, 3, 4, 5, 6])

  @Test func croppingTakesTheBox() {
    #expect(image.cropped(to: PixelBox(x: 1, y: 0, width: 2, height: 2)).pixels == [2, 3, 5, 6])
  }

  @Test func flipsAndTurns() {
    #expect(image.flippedHorizontally().pixels == [3, 2, 1, 6, 5, 4])
    #expect(image.flippedVertically().pixels == [4, 5, 6, 1, 2, 3])
    #expect(image.transposed().pixels == [1, 4, 2, 5, 3, 6])
    #expect(image.rotated90().pixels == [3, 6, 2, 5, 1, 4])
    #expect(image.rotated90(times: 2).pixels == [6, 5, 4, 3, 2, 1])
    #expect(image.rotated90(times: -1) == image.rotated90(times: 3))
    #expect(image.rotated90().rotated90(times: 3) == image)
  }

  @Test func paddingFollowsItsRule() {
    let row = Plane(width: 3, height: 1, values: [1, 2, 3])
    #expect(row.padded(left: 2, right: 1, with: .constant(9)).values == [9, 9, 1, 2, 3, 9])
    #expect(row.padded(left: 2, right: 1, with: .replicate).values == [1, 1, 1, 2, 3, 3])
    #expect(row.padded(left: 4, right: 2, with: .reflect).values == [3, 3, 2, 1, 1, 2, 3, 3, 2])
  }

  @Test func boxesGrowWithinTheImage() {
    let box = PixelBox(x: 1, y: 5, width: 2, height: 3).expanded(by: 2, within: 10, 9)
    #expect(box == PixelBox(x: 0, y: 3, width: 5, height: 6))
  }
}
