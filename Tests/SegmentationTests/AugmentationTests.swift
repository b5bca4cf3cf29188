import Imaging
import Randomness
import Segmentation
import Testing

/// A picture whose red sample is its column, green its row, and label the parity of both.
private func picture(side: Int) -> LabelledPicture {
  var image = Image(width: side, height: side, channels: 3, filledWith: 0.5)
  var mask = Mask(width: side, height: side)
  for y in 0..<side {
    for x in 0..<side {
      (image[0, y, x], image[1, y, x]) = (Float(x * 4) / 255, Float(y * 4) / 255)
      mask[y, x] = x > y
    }
  }
  return LabelledPicture(image, mask: mask, label: 3, side: side)
}

/// Samples `[3, side, side]` and labels of a view.
private func shown(_ picture: LabelledPicture, _ view: Augmentation.View) -> (samples: [Float], labels: [Int64]) {
  let area = picture.side * picture.side
  var (samples, labels) = ([Float](repeating: -1, count: 3 * area), [Int64](repeating: -1, count: area))
  let sampler = ViewSampler(picture: picture, view: view)
  samples.withUnsafeMutableBufferPointer { sampler.writeSamples(to: $0.baseAddress!) }
  labels.withUnsafeMutableBufferPointer { sampler.writeLabels(to: $0.baseAddress!) }
  return (samples, labels)
}

@Suite struct AugmentationTests {
  let side = 16

  @Test func withoutVariationNothingChanges() {
    var stream = RandomStream(seed: 1, key: "view")
    let picture = picture(side: side)
    let (samples, labels) = shown(picture, Augmentation.none.draw(side: side, using: &stream))
    #expect(samples == picture.samples.map { Float($0) / 255 })
    #expect(labels == picture.labels.map(Int64.init))
    #expect(Set(labels) == [0, 3])
  }

  @Test func flipsMoveSamplesAndLabelsAlike() {
    let picture = picture(side: side)
    let (samples, labels) = shown(picture, .init(window: Double(side), isMirrored: true, isUpsideDown: true))
    for y in 0..<side {
      for x in 0..<side {
        #expect(samples[y * side + x] == Float((side - 1 - x) * 4) / 255)
        #expect(labels[y * side + x] == (side - 1 - x > side - 1 - y ? 3 : 0))
      }
    }
  }

  @Test func halfTheWindowDoublesTheScale() {
    let picture = picture(side: side)
    let (samples, labels) = shown(picture, .init(left: 4, top: 2, window: Double(side) / 2))
    for (x, column) in [(0, 3.75), (5, 6.25), (15, 11.25)] {
      #expect(abs(Double(samples[3 * side + x]) * 255 / 4 - column) < 1e-4)
      #expect(labels[3 * side + x] == (Int((column + 0.5).rounded(.down)) > 3 ? 3 : 0))
    }
  }

  /// Beyond its edges a picture is continued by its mirror image, labels included.
  @Test func shrunkPicturesAreMirroredAtTheirEdges() {
    let picture = picture(side: side)
    let (samples, labels) = shown(picture, .init(left: -16, window: 32))
    let row = 4
    for x in 0..<side / 2 {
      #expect(samples[row * side + x] == samples[row * side + side - 1 - x])
    }
    #expect(labels[row * side + 7] == labels[row * side + 8])
    #expect(samples.allSatisfy { (0...1).contains($0) })
  }

  @Test func lightChangesSamplesOnly() {
    let picture = picture(side: side)
    let plain = shown(picture, .init(window: Double(side)))
    let bright = shown(picture, .init(window: Double(side), light: .init(brightness: 0.1)))
    #expect(bright.labels == plain.labels)
    for (a, b) in zip(plain.samples, bright.samples) { #expect(abs(b - a - 0.1) < 1e-5) }
    let grey = shown(picture, .init(window: Double(side), light: .init(saturation: 0)))
    let area = side * side
    for i in 0..<area { #expect(abs(grey.samples[i] - grey.samples[area + i]) < 1e-5) }
    let warm = shown(picture, .init(window: Double(side), light: .init(cast: [1.04, 1, 0.9])))
    for i in 0..<area {
      #expect(abs(warm.samples[i] - plain.samples[i] * 1.04) < 1e-5)
      #expect(abs(warm.samples[area + i] - plain.samples[area + i]) < 1e-5)
      #expect(abs(warm.samples[2 * area + i] - plain.samples[2 * area + i] * 0.9) < 1e-5)
    }
  }

  @Test func drawingsDependOnTheStreamAlone() {
    let picture = picture(side: side)
    func drawn(_ number: Int) -> [Float] {
      var stream = RandomStream(seed: 4, key: "views").split(number)
      return shown(picture, Augmentation().draw(side: side, using: &stream)).samples
    }
    #expect(drawn(1) == drawn(1))
    #expect(drawn(1) != drawn(2))
  }

  /// A scratch an eighth of a pixel wide would vanish, one of a third stays.
  @Test func thinDefectsStayOnReduction() {
    var mask = Mask(width: 96, height: 96)
    for y in 0..<96 {
      mask[y, 30] = true
      mask[y, 31] = true
    }
    let image = Image(width: 96, height: 96, channels: 1, filledWith: 0.5)
    let labels = LabelledPicture(image, mask: mask, label: 1, side: 16).labels
    #expect(labels.filter { $0 == 1 }.count == 16)
    #expect(LabelledPicture(image, mask: nil, label: 1, side: 16).labels.allSatisfy { $0 == 0 })
  }
}
