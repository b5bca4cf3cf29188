import Imaging

/// The pixels of a box that a defect covers, in raster order. Fields are gathered into dense arrays of them, so that a
/// crack costs what it covers and not what its box spans.
struct CoveredPixels {
  /// The box.
  let box: PixelBox
  /// Where in the box each is, row-major.
  let places: [Int32]
  /// Where in the picture each is, row-major.
  let pixels: [Int32]

  /// The pixels of `box`, which lies in a picture of `width` columns, where `cover` is positive.
  init(_ cover: Plane, in box: PixelBox, ofWidth width: Int) {
    precondition(cover.width == box.width && cover.height == box.height, "fields have the size of the box")
    self.box = box
    places = [Int32](unsafeUninitializedCapacity: box.area) { out, count in
      cover.values.withUnsafeBufferPointer { cover in
        for i in cover.indices {
          // Written always and kept where covered: no branch to mispredict along ragged edges.
          out[count] = Int32(truncatingIfNeeded: i)
          count += cover[i] > 0 ? 1 : 0
        }
      }
    }
    let skipped = width - box.width
    let first = box.y * width + box.x
    var (row, end) = (0, box.width)
    pixels = places.map { place in
      while place >= end { (row, end) = (row + 1, end + box.width) }
      return Int32(truncatingIfNeeded: first + Int(place) + row * skipped)
    }
  }

  var count: Int { places.count }

  /// The values of a field of the box's size.
  func gather(_ plane: Plane) -> [Float] {
    precondition(plane.width == box.width && plane.height == box.height, "fields have the size of the box")
    return Self.gather(plane.values, at: places, from: 0)
  }

  /// The samples of one channel of the picture.
  func gather(_ image: Image, channel: Int) -> [Float] {
    Self.gather(image.pixels, at: pixels, from: channel * image.area)
  }

  private static func gather(_ source: [Float], at indices: [Int32], from start: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: indices.count) { out, count in
      source.withUnsafeBufferPointer { source in
        indices.withUnsafeBufferPointer { indices in
          for k in indices.indices { out[k] = source[start + Int(indices[k])] }
        }
      }
      count = indices.count
    }
  }

  /// Puts samples of one channel back into the picture.
  func scatter(_ samples: [Float], to image: inout Image, channel: Int) {
    let start = channel * image.area
    image.pixels.withUnsafeMutableBufferPointer { image in
      samples.withUnsafeBufferPointer { samples in
        pixels.withUnsafeBufferPointer { pixels in
          for k in pixels.indices { image[start + Int(pixels[k])] = samples[k] }
        }
      }
    }
  }
}

extension [Float] {
  /// Replaces every value by `transform` of it.
  @inline(__always)
  mutating func apply(_ transform: (Float) -> Float) {
    withUnsafeMutableBufferPointer { for i in $0.indices { $0[i] = transform($0[i]) } }
  }

  /// Replaces every value by `transform` of it and of the same place in another array.
  @inline(__always)
  mutating func combine(with other: [Float], _ transform: (Float, Float) -> Float) {
    precondition(count == other.count, "arrays of one length")
    other.withUnsafeBufferPointer { theirs in
      withUnsafeMutableBufferPointer { for i in $0.indices { $0[i] = transform($0[i], theirs[i]) } }
    }
  }
}
