import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct ModelTests {
  private func flat(_ side: Int = 128) throws -> Surface {
    try Surface(
      image: Image(width: side, height: side, channels: 1, filledWith: 128 / 255), light: Light(),
      camera: Camera(noise: 0, blur: 0.3))
  }

  private func straightCrack(opening: Double, length: Double = 4000, taper: Double = 0) -> FractureLineParameters {
    var stream = RandomStream(seed: 0, key: "straight")
    var parameters = FractureLineParameters(severity: 0.5, fieldOfView: 6400, using: &stream)
    parameters.length_um = length
    parameters.opening_um = opening
    parameters.taper = taper
    parameters.deflection_deg = 0
    parameters.bend_deg = 0
    parameters.branching_per_mm = 0
    parameters.roughness = 0
    parameters.lip = 0
    parameters.bridging = 0
    return parameters
  }

  /// The covered area of a straight crack is length × opening, also for hairlines far below a pixel.
  @Test(arguments: [5.0, 25, 50, 200, 400])
  func coverageOfACrackIsItsArea(opening: Double) throws {
    let surface = try flat()
    for seed in 0..<4 as Range<UInt64> {
      var stream = RandomStream(seed: seed, key: "crack")
      let model = FractureLine(straightCrack(opening: opening))
      let defect = try #require(model.defect(on: surface, at: SIMD2(64, 64), using: &stream))
      let covered = Double(defect.coverage.values.reduce(0, +))
      let width = opening / 50
      // Both ends are rounded, which adds about a disc.
      let expected = 80 * width + .pi * width * width / 4
      #expect(abs(covered / expected - 1) < 0.1)
    }
  }

  @Test func aTaperedCrackCoversHalf() throws {
    let surface = try flat()
    var stream = RandomStream(seed: 2, key: "crack")
    let model = FractureLine(straightCrack(opening: 200, taper: 1))
    let defect = try #require(model.defect(on: surface, at: SIMD2(64, 64), using: &stream))
    let covered = Double(defect.coverage.values.reduce(0, +))
    #expect(abs(covered / 160 - 1) < 0.12)
  }

  @Test func deflectionMakesTortuosity() throws {
    let surface = try flat(256)
    func spread(_ deflection: Double) throws -> Double {
      var parameters = straightCrack(opening: 100, length: 8000)
      parameters.deflection_deg = deflection
      parameters.grain_um = 500
      return try (0..<10 as Range<UInt64>).reduce(0.0) { sum, seed in
        var stream = RandomStream(seed: seed, key: "tortuosity")
        let defect = try #require(FractureLine(parameters).defect(on: surface, at: SIMD2(128, 128), using: &stream))
        return sum + Double(max(defect.box.width, defect.box.height))
      }
    }
    #expect(try spread(60) < 0.9 * spread(0))
  }

  @Test func fieldsHaveTheBoxsSize() throws {
    let surface = try flat()
    for family in DefectFamily.allCases {
      for seed in 0..<10 as Range<UInt64> {
        var stream = RandomStream(seed: seed, key: "fields")
        guard let defect = try family.draw(severity: 0.7, on: surface, using: &stream) else { continue }
        let sizes =
          ([defect.coverage, defect.relief, defect.occlusion, defect.displacement?.dx, defect.patch?.opacity]
          + defect.films.map(\.thickness)).compactMap { $0 }
        for field in sizes { #expect(field.width == defect.box.width && field.height == defect.box.height) }
        #expect(defect.box.x >= 0 && defect.box.maxX <= 128 && defect.box.y >= 0 && defect.box.maxY <= 128)
        #expect(defect.coverage.values.allSatisfy { $0 >= 0 && $0 <= 1 })
      }
    }
  }

  @Test func parametersOutsideTheirRangesAreNamed() {
    var parameters = straightCrack(opening: 100)
    parameters.opening_um = -3
    #expect(
      throws: PhysicsError.parameterOutOfRange(
        family: .fractureLine, name: "opening_um", value: -3, range: 0.01...1e5)
    ) {
      try parameters.validate(as: .fractureLine)
    }
    parameters.opening_um = .nan
    #expect(throws: PhysicsError.self) { try parameters.validate(as: .fractureLine) }
  }

  @Test func parametersSurviveJSON() throws {
    let parameters = straightCrack(opening: 123.25)
    let data = try JSONEncoder().encode(parameters)
    #expect(try JSONDecoder().decode(FractureLineParameters.self, from: data) == parameters)
    #expect(parameters.named["opening_um"] == 123.25)
  }

  @Test func aSurfaceChecksItsParts() throws {
    let image = Image(width: 8, height: 8, channels: 1)
    #expect(throws: PhysicsError.emptyForeground) { try Surface(image: image, foreground: Mask(width: 8, height: 8)) }
    #expect(throws: PhysicsError.invalidPixelPitch(0)) { try Surface(image: image, pixelPitch: 0) }
    #expect(throws: PhysicsError.self) {
      try Surface(image: image, foreground: Mask(width: 9, height: 8, filledWith: true))
    }
  }

  @Test func noiseIsCentredAndBounded() {
    var stream = RandomStream(seed: 9, key: "noise")
    let plane = GradientNoise(using: &stream).fractal(
      PixelBox(x: -40, y: 13, width: 300, height: 300), cell: 11, octaves: 4)
    let mean = plane.values.reduce(0, +) / Float(plane.values.count)
    let variance = plane.values.reduce(0) { $0 + $1 * $1 } / Float(plane.values.count)
    #expect(abs(mean) < 0.05)
    #expect(variance > 0.04 && variance < 0.3)
    #expect(plane.values.allSatisfy { abs($0) < 2 })
  }

  @Test func tilesOfNoiseFitTogether() {
    var stream = RandomStream(seed: 9, key: "noise")
    let noise = GradientNoise(using: &stream)
    let whole = noise.fractal(PixelBox(x: 0, y: 0, width: 60, height: 40), cell: 9, octaves: 3)
    let part = noise.fractal(PixelBox(x: 20, y: 10, width: 30, height: 20), cell: 9, octaves: 3)
    for y in 0..<20 { for x in 0..<30 { #expect(abs(part[y, x] - whole[y + 10, x + 20]) < 1e-4) } }
  }
}
