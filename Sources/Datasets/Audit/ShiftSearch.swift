import Imaging

/// Finds how well two pictures of a set agree at the shift where they agree best. For one thread at a time.
final class ShiftSearch {
  private let pictures: WhitenedPictures
  private let plan: RealFourierTransform<Float>
  private let product: Spectrum<Float>
  private var correlation: [Float]

  init(_ pictures: WhitenedPictures) {
    self.pictures = pictures
    plan = RealFourierTransform(width: pictures.side, height: pictures.side)
    product = plan.makeSpectrum()
    correlation = [Float](repeating: 0, count: pictures.side * pictures.side)
  }

  /// The correlation of two pictures within what both see, at the best shift: about 1 for two views of one thing, about
  /// 0 for views of two.
  func agreement(_ first: Int, _ second: Int) -> Float {
    multiply(pictures.spectra[first], pictures.spectra[second])
    plan.inverse(product, into: &correlation)
    return peak(pictures.extents[first], pictures.extents[second])
  }

  private func multiply(_ a: [Float], _ b: [Float]) {
    let count = product.real.count
    let (real, imaginary) = (product.real.baseAddress!, product.imaginary.baseAddress!)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        let (ar, ai) = (a.baseAddress!, a.baseAddress! + count)
        let (br, bi) = (b.baseAddress!, b.baseAddress! + count)
        for i in 0..<count {
          real[i] = ar[i] * br[i] + ai[i] * bi[i]
          imaginary[i] = ai[i] * br[i] - ar[i] * bi[i]
        }
      }
    }
  }

  /// The largest correlation per overlap, among shifts that leave enough of it.
  private func peak(_ first: SIMD2<Int>, _ second: SIMD2<Int>) -> Float {
    let side = pictures.side
    let areas = Float(first.x * first.y) * Float(second.x * second.y)
    let columns = Self.overlaps(first.x, second.x, side: side)
    let rows = Self.overlaps(first.y, second.y, side: side).map { $0 / areas.squareRoot() }
    var best: Float = 0
    correlation.withUnsafeBufferPointer { correlation in
      columns.withUnsafeBufferPointer { columns in
        for y in 0..<side where rows[y] > 0 {
          let (row, start) = (rows[y], y * side)
          for x in 0..<side {
            let overlap = row * columns[x]
            let value = correlation[start + x] / max(overlap, WhitenedPictures.leastOverlap)
            best = max(best, overlap >= WhitenedPictures.leastOverlap ? value : 0)
          }
        }
      }
    }
    return best
  }

  /// How much of two lengths coincides at each shift 0 ..< `side`, those from half of it on being negative.
  private static func overlaps(_ a: Int, _ b: Int, side: Int) -> [Float] {
    (0..<side).map { i in
      let shift = i < side / 2 ? i : i - side
      return Float(max(0, min(a, b + shift) - max(0, shift)))
    }
  }
}
