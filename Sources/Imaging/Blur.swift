import Foundation

extension Plane {
  /// Convolved with a Gaussian of `sigma` px, cut off at 4 σ, the border mirrored (d c b a | a b c d).
  public func blurred(sigma: Double) -> Plane {
    precondition(sigma >= 0 && sigma.isFinite, "sigma is not negative")
    if sigma == 0 { return self }
    let radius = max(1, Int(4 * sigma + 0.5))
    let half = (0...radius).map { exp(-0.5 * pow(Double($0) / sigma, 2)) }
    let total = half[0] + 2 * half.dropFirst().reduce(0, +)
    return convolvedSymmetric(half.map { Float($0 / total) })
  }

  /// Convolved along both axes with the symmetric kernel of which `half` is the centre and one side.
  func convolvedSymmetric(_ half: [Float]) -> Plane {
    var result = self
    let middle = UnsafeMutablePointer<Float>.allocate(capacity: values.count)
    defer { middle.deallocate() }
    values.withUnsafeBufferPointer { input in convolveColumns(input.baseAddress!, middle, half) }
    result.values.withUnsafeMutableBufferPointer { convolveRows(middle, $0.baseAddress!, half) }
    return result
  }

  /// Each output row is a weighted sum of whole rows above and below it.
  private func convolveColumns(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ half: [Float]) {
    forBands(height, work: width * half.count) { band in
      for y in band {
        let (out, centre) = (output + y * width, input + y * width)
        for x in 0..<width { out[x] = half[0] * centre[x] }
        for k in 1..<half.count {
          let up = input + reflected(y - k, height) * width
          let down = input + reflected(y + k, height) * width
          let weight = half[k]
          for x in 0..<width { out[x] += weight * (up[x] + down[x]) }
        }
      }
    }
  }

  /// Each row is copied between mirrored ends, so that the inner loops run over x without a border.
  private func convolveRows(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ half: [Float]) {
    let radius = half.count - 1
    forBands(height, work: width * half.count) { band in
      let padded = UnsafeMutablePointer<Float>.allocate(capacity: width + 2 * radius)
      defer { padded.deallocate() }
      let centre = padded + radius
      for y in band {
        let (row, out) = (input + y * width, output + y * width)
        centre.update(from: row, count: width)
        for k in 1...radius {
          centre[-k] = row[reflected(-k, width)]
          centre[width - 1 + k] = row[reflected(width - 1 + k, width)]
        }
        for x in 0..<width { out[x] = half[0] * centre[x] }
        for k in 1...radius {
          let (left, right, weight) = (centre - k, centre + k, half[k])
          for x in 0..<width { out[x] += weight * (left[x] + right[x]) }
        }
      }
    }
  }
}

extension Image {
  /// Each channel convolved with a Gaussian of `sigma` px; see `Plane.blurred`.
  public func blurred(sigma: Double) -> Image {
    sigma == 0 ? self : Image(planes: (0..<channels).map { plane($0).blurred(sigma: sigma) }, bitDepth: bitDepth)
  }
}
