import Imaging
import Testing
import Torch

@Suite struct HaarTransformTests {
  init() { setThreads(1) }

  @Test func halfTheSideAndFourTimesTheChannels() {
    let x = Tensor.rand([2, 3, 12, 16], from: Generator(seed: 1))
    #expect(HaarTransform(channels: 3).packed(x).shape == [2, 12, 6, 8])
  }

  /// Multiples of 1/256 come back to the bit, as sums and halves of them are exact.
  @Test(arguments: [1, 3])
  func theInverseIsExact(channels: Int) {
    let x = (Tensor.rand([2, channels, 32, 24], from: Generator(seed: 2)) * 256).floor() / 256
    let haar = HaarTransform(channels: channels)
    #expect(haar.unpacked(haar.packed(x)).array(of: Float.self) == x.array(of: Float.self))
  }

  /// An orthonormal transform keeps power, so that white noise stays white noise of the same strength.
  @Test func powerIsKept() throws {
    let x = Tensor.randn([1, 3, 64, 64], from: Generator(seed: 3), .float32)
    let bands = HaarTransform(channels: 3).packed(x)
    #expect(abs(try bands.pow(2).sum().item / x.pow(2).sum().item - 1) < 1e-5)
    for band in 0..<12 { #expect(abs(try bands.select(1, band).variance().item - 1) < 0.2) }
  }

  @Test func theBandsAreThoseOfImaging() {
    let x = Tensor.rand([1, 2, 8, 10], from: Generator(seed: 4))
    let bands = HaarTransform(channels: 2).packed(x).array(of: Float.self)
    let values = x.array(of: Float.self)
    for channel in 0..<2 {
      let plane = Plane(width: 10, height: 8, values: Array(values[channel * 80..<(channel + 1) * 80]))
      let expected = WaveletTransform(.haar, levels: 1).forward(plane)
      for (i, band) in WaveletBand.details.enumerated() {
        let start = (2 + 3 * channel + i) * 20
        #expect(zip(bands[start..<start + 20], expected.band(band, level: 1).values).allSatisfy { abs($0 - $1) < 1e-6 })
      }
    }
  }
}
