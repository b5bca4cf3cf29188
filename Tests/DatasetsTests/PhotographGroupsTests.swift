import Datasets
import Foundation
import Imaging
import Testing

@Suite struct PhotographGroupsTests {
  @Test func aBurstAndCopiesAreFound() throws {
    var photographs = Scenes.parts(14)
    photographs.append(Scenes.photograph(Scenes.part(2), gain: 1.08, shot: 100))
    photographs.append(Scenes.photograph(Scenes.part(2), gain: 0.7, shot: 101))
    photographs.append(try Image.decode(photographs[5].jpegData(quality: 85)))
    photographs.append(photographs[9])
    #expect(PhotographGroups.find(photographs).shared == [[2, 14, 15], [5, 16], [9, 17]])
  }

  @Test func movedPartsGetNoOthersIntoABurst() {
    var photographs = (0..<20).map { Scenes.photograph(Scenes.part($0), shift: Self.place($0), shot: $0) }
    photographs.append(Scenes.photograph(Scenes.part(4), gain: 1.1, shift: Self.place(7), shot: 100))
    photographs.append(Scenes.photograph(Scenes.part(4), gain: 0.8, shift: Self.place(9), shot: 101))
    #expect(Set([4, 20, 21]).isSuperset(of: PhotographGroups.find(photographs).shared.joined()))
  }

  @Test func partsThatLieAlikeAreNotTheSame() {
    let photographs = (0..<24).map { Scenes.photograph(Scenes.part($0), shift: Self.place($0 / 2), shot: $0) }
    #expect(PhotographGroups.find(photographs).shared.isEmpty)
  }

  /// Where a part lies that is put down by hand, px.
  private static func place(_ number: UInt64) -> SIMD2<Int> { SIMD2(Int(number * 5 % 11) - 5, Int(number * 3 % 7) - 3) }

  @Test func cropsThatOverlapByHalfAreFound() {
    let (first, second) = (Scenes.cloth(50, side: 256), Scenes.cloth(51, side: 256))
    var photographs: [Image] = []
    for source in [first, second] {
      for x in [0, 64, 128] {
        let crop = source.cropped(to: PixelBox(x: x, y: 32, width: 128, height: 128))
        photographs.append(Scenes.photograph(crop, shot: UInt64(photographs.count)))
      }
    }
    photographs += (0..<8).map { Scenes.photograph(Scenes.cloth(60 + $0), shot: 60 + $0) }
    #expect(PhotographGroups.find(photographs).shared == [[0, 1, 2], [3, 4, 5]])
  }

  @Test func photographsOfOneTileInSeveralSizesAreFound() {
    let tile = Scenes.cloth(70, side: 160)
    let boxes = [
      PixelBox(x: 4, y: 2, width: 120, height: 150), PixelBox(x: 6, y: 3, width: 118, height: 147),
      PixelBox(x: 3, y: 5, width: 123, height: 148),
    ]
    var photographs = boxes.enumerated().map { number, box in
      Scenes.photograph(tile.cropped(to: box), gain: 0.6 + 0.3 * Float(number), shot: UInt64(number))
    }
    photographs += (0..<6).map { Scenes.photograph(Scenes.cloth(80 + $0), shot: 80 + $0) }
    #expect(PhotographGroups.find(photographs).shared == [[0, 1, 2]])
  }

  @Test func alignedPartsAreNotTheSame() {
    #expect(PhotographGroups.find(Scenes.parts(24)).shared.isEmpty)
  }

  @Test func repeatingPatternsAreNotTheSame() {
    let photographs = (0..<24).map { Scenes.photograph(Scenes.grid($0), shot: $0) }
    #expect(PhotographGroups.find(photographs).shared.isEmpty)
  }

  @Test(arguments: [0, 1, 2, 5]) func fewPhotographsAreNoTrouble(count: Int) {
    let photographs = Scenes.parts(count)
    #expect(PhotographGroups.find(photographs).numbers == Array(0..<count))
  }
}
