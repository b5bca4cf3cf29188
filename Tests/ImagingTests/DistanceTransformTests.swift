import Imaging
import Testing

@Suite struct DistanceTransformTests {
  /// Compares with the definition, pixel against pixel.
  @Test(arguments: [0.001, 0.02, 0.3, 0.95], [(31, 17), (1, 40), (40, 1), (64, 64)])
  func equalsTheDefinition(_ density: Double, _ size: (width: Int, height: Int)) {
    let mask = Samples.mask(width: size.width, height: size.height, density: density, seed: UInt64(size.width))
    let features = mask.values.indices.filter { mask.values[$0] != 0 }
    let transform = mask.distanceTransform()
    for i in mask.values.indices {
      let squared = features.map { feature in
        let (dx, dy) = (feature % mask.width - i % mask.width, feature / mask.width - i / mask.width)
        return dx * dx + dy * dy
      }
      let expected = squared.min().map { Float(Double($0).squareRoot()) } ?? .infinity
      #expect(transform.distance.values[i] == expected)
      guard let best = squared.min() else {
        #expect(transform.nearest[i] == -1)
        continue
      }
      let index = features.firstIndex(of: Int(transform.nearest[i]))
      #expect(index.map { squared[$0] } == best)
    }
  }

  @Test func signedDistanceIsZeroBetweenNeighbours() {
    var mask = Mask(width: 9, height: 1)
    for x in 3..<6 { mask[0, x] = true }
    #expect(mask.signedDistance().values == [2.5, 1.5, 0.5, -0.5, -1.5, -0.5, 0.5, 1.5, 2.5])
  }

  @Test func emptyAndFullMasksAreInfinitelyFar() {
    #expect(Mask(width: 3, height: 2).signedDistance().values.allSatisfy { $0 == .infinity })
    #expect(Mask(width: 3, height: 2, filledWith: true).signedDistance().values.allSatisfy { $0 == -.infinity })
  }
}
