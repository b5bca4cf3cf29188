extension Image {
  /// At every pixel the change of the channel that changed most, 0…1.
  /// - Parameter before: a picture of the same size and channels.
  public func change(from before: Image) -> Plane {
    precondition(
      before.width == width && before.height == height && before.channels == channels,
      "pictures that are compared have the same size and channels")
    var change = Plane(width: width, height: height)
    pixels.withUnsafeBufferPointer { after in
      before.pixels.withUnsafeBufferPointer { before in
        change.values.withUnsafeMutableBufferPointer { change in
          for start in stride(from: 0, to: area * channels, by: area) {
            for i in 0..<area { change[i] = max(change[i], abs(after[start + i] - before[start + i])) }
          }
        }
      }
    }
    return change
  }
}
