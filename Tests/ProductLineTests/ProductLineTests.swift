import Imaging
import ProductLine
import Testing

@Suite struct ProductLineTests {
  static let kinds = Product.allCases.flatMap { product in product.defectTypes.map { (product, $0) } }

  @Test(arguments: Product.allCases)
  func equalNamesGiveEqualPictures(_ product: Product) {
    let line = ProductLine(product, seed: 7, size: 64)
    #expect(line.goodPart(3) == line.goodPart(3))
    #expect(line.goodPart(3) != line.goodPart(4))
    #expect(line.goodPart(3) != line.goodPart(3, batch: "test"))
    #expect(line.goodPart(3) != ProductLine(product, seed: 8, size: 64).goodPart(3))
  }

  @Test(arguments: kinds)
  func maskIsWhereTheDefectChangedThePicture(_ product: Product, _ type: String) {
    let line = ProductLine(product, seed: 1, size: 128)
    for index in 0..<4 {
      let part = line.defectivePart(index, type: type)
      let (image, flawless, mask) = (part.image, part.flawless, part.mask)
      var changed = 0
      for pixel in 0..<image.area {
        let differs = (0..<3).contains {
          image.pixels[$0 * image.area + pixel] != flawless.pixels[$0 * image.area + pixel]
        }
        if mask.values[pixel] == 0 { #expect(!differs) } else if differs { changed += 1 }
      }
      #expect(mask.area >= 10, "a defect of \(mask.area) px cannot be seen")
      #expect(mask.area < image.area / 4)
      #expect(Double(changed) > 0.85 * Double(mask.area), "only \(changed) of \(mask.area) masked pixels changed")
    }
  }

  /// A visible defect moves the masked pixels by far more than the noise of the sensor (about one 8-bit code).
  @Test(arguments: kinds)
  func defectsAreVisible(_ product: Product, _ type: String) {
    let part = ProductLine(product, seed: 5).defectivePart(0, type: type)
    var sum: Float = 0
    for pixel in 0..<part.image.area where part.mask.values[pixel] != 0 {
      sum += (0..<3).map {
        abs(part.image.pixels[$0 * part.image.area + pixel] - part.flawless.pixels[$0 * part.image.area + pixel])
      }
      .max()!
    }
    #expect(sum / Float(part.mask.area) * 255 > 6)
  }

  @Test(arguments: Product.allCases)
  func samplesAreEightBitCodesThatSpanTheRange(_ product: Product) {
    let image = ProductLine(product, seed: 2, size: 96).goodPart(0)
    #expect((image.width, image.height, image.channels, image.bitDepth) == (96, 96, 3, 8))
    #expect(image.pixels.allSatisfy { ($0 * 255).rounded() / 255 == $0 })
    let clipped = image.pixels.count { $0 == 0 || $0 == 1 }
    #expect(clipped * 100 < image.pixels.count, "\(clipped) samples are clipped")
    #expect(image.pixels.max()! - image.pixels.min()! > 0.5)
  }

  /// The resolution changes the detail, not what is shown: area averages agree.
  @Test(arguments: Product.allCases)
  func resolutionKeepsTheScene(_ product: Product) {
    let means = [128, 256].map { size -> Float in
      let pixels = ProductLine(product, seed: 3, size: size).goodPart(0).pixels
      return pixels.reduce(0, +) / Float(pixels.count)
    }
    #expect(abs(means[0] - means[1]) < 0.02)
  }
}

@Suite struct SwatchTests {
  @Test(arguments: Swatch.allCases)
  func platesAreDeterminedAndNeitherBlackNorWhite(_ swatch: Swatch) {
    let plate = swatch.photograph(seed: 3, size: 64)
    #expect(plate == swatch.photograph(seed: 3, size: 64) && plate != swatch.photograph(seed: 4, size: 64))
    let mean = plate.pixels.reduce(0, +) / Float(plate.pixels.count)
    #expect((0.3...0.93).contains(mean) && plate.pixels.contains { $0 < 0.97 })
  }
}
