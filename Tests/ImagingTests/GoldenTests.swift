import Foundation
import Imaging
import Testing

/// Equality with Pillow, scipy and numpy.
@Suite struct GoldenTests {
  let golden = Golden.operations

  @Test(arguments: Golden.files.keys.sorted())
  func filesDecodeToTheExpectedCodes(_ name: String) throws {
    let expected = Golden.files[name]!
    let image = try Image.read(Golden.file(name))
    #expect(image.width == expected.width && image.height == expected.height)
    #expect(image.channels == expected.channels && image.bitDepth == expected.bitDepth)
    let top = Float((1 << expected.bitDepth) - 1)
    let worst = zip(image.pixels, expected.codes).map { abs(Int(($0 * top).rounded()) - $1) }.max()!
    #expect(image.pixels.count == expected.codes.count && worst <= expected.tolerance)
    if expected.tolerance == 0 { #expect(image.pixels == expected.codes.map { Float($0) / top }) }
    let header = try ImageHeader.read(Golden.file(name))
    #expect(header.width == image.width && header.height == image.height)
    #expect(header.channels == image.channels && header.bitDepth == image.bitDepth)
    #expect(header.hasAlpha == (name.contains("alpha") || name.contains("rgba") || name.contains("transparent")))
  }

  @Test func resizing() throws {
    let source = golden.source.plane
    let filters = ["area": ResamplingFilter.area, "bilinear": .bilinear, "lanczos3": .lanczos3]
    for expected in golden.resized {
      let filter = try #require(filters[expected.filter])
      let resized = source.resized(width: expected.plane.width, height: expected.plane.height, filter: filter)
      #expect(largestDifference(resized, expected.plane.plane) < 2e-6, "\(expected.filter) to \(expected.plane.width)")
    }
  }

  @Test func blurs() {
    for expected in golden.gaussian {
      let difference = largestDifference(golden.source.plane.blurred(sigma: expected.sigma), expected.plane.plane)
      #expect(difference < 1e-6, "sigma \(expected.sigma)")
    }
    for expected in golden.box {
      let difference = largestDifference(golden.source.plane.boxFiltered(radius: expected.radius), expected.plane.plane)
      #expect(difference < 1e-6, "radius \(expected.radius)")
    }
  }

  @Test func gradients() {
    let (sobel, scharr) = (golden.source.plane.gradient(.sobel), golden.source.plane.gradient(.scharr))
    #expect(largestDifference(sobel.dx, golden.sobelX.plane) < 1e-6)
    #expect(largestDifference(sobel.dy, golden.sobelY.plane) < 1e-6)
    #expect(largestDifference(scharr.dx, golden.scharrX.plane) < 1e-6)
    #expect(largestDifference(scharr.dy, golden.scharrY.plane) < 1e-6)
  }

  @Test func distances() {
    #expect(largestDifference(golden.sparse.mask.distanceTransform().distance, golden.distance.plane) < 1e-6)
  }

  @Test func components() {
    #expect(golden.mask.mask.connectedComponents(.four).labels.map(Float.init) == golden.labels4.values)
    #expect(golden.mask.mask.connectedComponents(.eight).labels.map(Float.init) == golden.labels8.values)
    #expect(golden.mask.mask.holesFilled() == golden.filled.mask)
  }

  @Test func morphology() {
    for expected in golden.morphology {
      let dilated = golden.sparse.mask.dilated(radius: expected.radius)
      #expect(dilated == expected.dilated.mask, "radius \(expected.radius)")
      let eroded = golden.mask.mask.union(dilated).eroded(radius: expected.radius)
      #expect(eroded == expected.erodedUnion.mask, "radius \(expected.radius)")
    }
  }

  @Test func otsu() throws {
    let otsu = try #require(Histogram(golden.otsu.values, bins: 64).otsu())
    #expect(abs(otsu.threshold - golden.otsu.threshold) < 1e-6)
    #expect(abs(otsu.explainedVariance - golden.otsu.explainedVariance) < 1e-5)
  }
}
