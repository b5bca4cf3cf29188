import Imaging
import Testing

@Suite struct WaveletTests {
  static let sizes = [(32, 32), (48, 20), (33, 17), (7, 5), (1, 9), (2, 2)]
  static let cases = OrthonormalWavelet.allCases.flatMap { wavelet in sizes.map { (wavelet, $0.0, $0.1) } }

  private func product(_ a: Plane, _ b: Plane) -> Double {
    zip(a.values, b.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  @Test(arguments: OrthonormalWavelet.allCases)
  func filtersAreOrthonormal(_ wavelet: OrthonormalWavelet) {
    let (h, g) = (wavelet.lowPass, wavelet.highPass)
    for shift in stride(from: 0, to: h.count, by: 2) {
      func correlation(_ a: [Float], _ b: [Float]) -> Float {
        (shift..<a.count).reduce(0) { $0 + a[$1] * b[$1 - shift] }
      }
      #expect(abs(correlation(h, h) - (shift == 0 ? 1 : 0)) < 1e-6)
      #expect(abs(correlation(g, g) - (shift == 0 ? 1 : 0)) < 1e-6)
      #expect(abs(correlation(h, g)) < 1e-6 && abs(correlation(g, h)) < 1e-6)
    }
    // Vanishing moments: as many as pairs of taps.
    for power in 0..<h.count / 2 {
      let moment = g.enumerated().reduce(Float(0)) { $0 + $1.element * (power == 0 ? 1 : Float($1.offset)) }
      #expect(abs(moment) < 1e-6)
    }
  }

  @Test(arguments: cases)
  func theInverseIsExactAndTheEnergyStays(_ wavelet: OrthonormalWavelet, _ width: Int, _ height: Int) {
    for levels in 1...3 {
      let transform = WaveletTransform(wavelet, levels: levels)
      let plane = Samples.plane(width: width, height: height)
      let coefficients = transform.forward(plane)
      #expect(largestDifference(transform.inverse(coefficients), plane) <= 1e-6)
      let energy = product(plane, plane)
      #expect(abs(product(coefficients.plane, coefficients.plane) - energy) <= 1e-6 * energy)
    }
  }

  @Test(arguments: cases)
  func theInverseIsTheAdjoint(_ wavelet: OrthonormalWavelet, _ width: Int, _ height: Int) {
    let transform = WaveletTransform(wavelet, levels: 2)
    let (x, y) = (Samples.plane(width: width, height: height), Samples.plane(width: width, height: height, seed: 2))
    let forward = product(transform.forward(x).plane, y)
    let backward = product(x, transform.inverse(WaveletCoefficients(levels: 2, plane: y)))
    #expect(abs(forward - backward) <= 1e-5 * (1 + abs(forward)))
  }

  @Test(arguments: cases)
  func theUndecimatedTransformIsAParsevalFrame(_ wavelet: OrthonormalWavelet, _ width: Int, _ height: Int) {
    let transform = UndecimatedTransform(wavelet, levels: 3)
    let (x, y) = (Samples.plane(width: width, height: height), Samples.plane(width: width, height: height, seed: 2))
    let (bands, others) = (transform.forward(x), transform.forward(y))
    #expect(largestDifference(transform.inverse(bands), x) <= 1e-6)
    let all = zip(bands.details.joined() + [bands.smooth], others.details.joined() + [others.smooth])
    #expect(abs(all.reduce(0) { $0 + product($1.0, $1.1) } - product(x, y)) <= 1e-5 * product(x, y))
    #expect(abs(all.reduce(0) { $0 + product($1.0, $1.0) } - product(x, x)) <= 1e-5 * product(x, x))
    // ⟨W x, z⟩ = ⟨x, Wᵀ z⟩ for bands z that no plane has.
    var bent = others
    bent.details[0][1] = x
    let pairs = zip(bands.details.joined() + [bands.smooth], bent.details.joined() + [bent.smooth])
    let forward = pairs.reduce(0) { $0 + product($1.0, $1.1) }
    #expect(abs(forward - product(x, transform.inverse(bent))) <= 1e-5 * (1 + abs(forward)))
  }

  @Test func coefficientsEqualThoseOfExplicitMatrices() throws {
    let cases = try Golden.decode([Golden.Wavelets].self, "wavelets.json")
    #expect(cases.count == 4)
    for golden in cases {
      let wavelet = try #require(OrthonormalWavelet(rawValue: golden.wavelet))
      let coefficients = WaveletTransform(wavelet, levels: golden.levels).forward(golden.source.plane)
      #expect(largestDifference(coefficients.plane, golden.decimated.plane) < 2e-6)
      let bands = UndecimatedTransform(wavelet, levels: golden.levels).forward(golden.source.plane)
      for (band, expected) in zip(bands.details.joined() + [bands.smooth], golden.undecimated) {
        #expect(largestDifference(band, expected.plane) < 1e-6)
      }
    }
  }

  @Test func bandsLieWhereTheirStructuresShow() {
    // Columns that alternate: differences along x alone, all of them on the finest level.
    let stripes = Plane(width: 16, height: 16, values: (0..<256).map { $0 % 2 == 0 ? 0 : 1 })
    let coefficients = WaveletTransform(.haar, levels: 2).forward(stripes)
    #expect(coefficients.box(of: .highLow, level: 1) == PixelBox(x: 8, y: 0, width: 8, height: 8))
    #expect(coefficients.band(.highLow, level: 1).values.allSatisfy { abs($0 + 1) < 1e-6 })
    #expect(coefficients.band(.lowLow, level: 2).values.allSatisfy { abs($0 - 2) < 1e-6 })
    for level in 1...2 {
      for band in WaveletBand.details where (band, level) != (.highLow, 1) {
        #expect(coefficients.band(band, level: level).values.allSatisfy { abs($0) < 1e-6 })
      }
    }
  }

  @Test func rampsAreInvisibleToFourTaps() {
    let ramp = Plane(width: 32, height: 8, values: (0..<256).map { Float($0 % 32) / 32 })
    let detail = WaveletTransform(.daubechies2, levels: 1).forward(ramp).band(.highLow, level: 1)
    // The last pair looks over the edge, where the ramp falls back.
    for y in 0..<4 { for x in 0..<15 { #expect(abs(detail[y, x]) < 1e-6) } }
    #expect(abs(detail[0, 15]) > 0.1)
  }
}
