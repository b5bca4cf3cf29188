import Randomness
import Testing

@Suite struct RandomStreamTests {
  /// Known answers of the Random123 distribution (kat_vectors, philox4x32 10).
  @Test func philoxKnownAnswers() {
    #expect(
      Philox.block(counter: .zero, key: .zero) == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    #expect(
      Philox.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
    #expect(
      Philox.block(
        counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), key: SIMD2(0xA409_3822, 0x299F_31D0))
        == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
  }

  @Test func equalNamesGiveEqualNumbers() {
    var a = RandomStream(seed: 7, key: "sample/1")
    var b = RandomStream(seed: 7, key: "sample/1")
    var other = RandomStream(seed: 7, key: "sample/2")
    var otherSeed = RandomStream(seed: 8, key: "sample/1")
    let first = (0..<64).map { _ in a.next() }
    #expect(first == (0..<64).map { _ in b.next() })
    #expect(Set(first).isDisjoint(with: (0..<64).map { _ in other.next() }))
    #expect(Set(first).isDisjoint(with: (0..<64).map { _ in otherSeed.next() }))
  }

  @Test func splittingIgnoresDraws() {
    var a = RandomStream(seed: 1, key: "x")
    var before = a.split("child")
    _ = a.next()
    var after = a.split("child")
    #expect(before.next() == after.next())
  }

  @Test func momentsOfTheDistributions() {
    var s = RandomStream(seed: 3, key: "moments")
    let n = 200_000
    let normals = (0..<n).map { _ in s.normal() }
    let mean = normals.reduce(0, +) / Double(n)
    let variance = normals.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(n)
    #expect(abs(mean) < 0.01 && abs(variance - 1) < 0.015)
    let uniforms = (0..<n).map { _ in s.uniform() }
    #expect(uniforms.allSatisfy { (0..<1).contains($0) })
    #expect(abs(uniforms.reduce(0, +) / Double(n) - 0.5) < 0.005)
    let counts = (0..<20_000).map { _ in Double(s.poisson(4)) }
    #expect(abs(counts.reduce(0, +) / 20_000 - 4) < 0.08)
  }
}
