extension Image {
  /// How many of the 16 bits of a sample are in use: the fewest that hold the brightest one; 8 of an 8-bit image.
  public var usedBits: Int {
    guard bitDepth == 16 else { return 8 }
    let brightest = Int(((pixels.max() ?? 0) * 65535).rounded())
    return brightest == 0 ? 0 : Int.bitWidth - brightest.leadingZeroBitCount
  }

  /// The image with the white of a camera of `bits` bits as 1. Images of 8 bits stay as they are.
  ///
  /// - Throws: `ImagingError.unsupported` for a sample of more bits.
  public func stretched(fromBits bits: Int, source: String) throws -> Image {
    precondition((1...16).contains(bits), "a sample of 16 bits uses 1 to 16 of them")
    guard bitDepth == 16, bits < 16 else { return self }
    guard usedBits <= bits else {
      throw ImagingError.unsupported(
        source: source,
        reason: "its values go up to \(usedBits) bits, the photographs are said to use \(bits); give --bits \(usedBits)"
      )
    }
    var stretched = self
    let white = Float((1 << bits) - 1) / 65535
    for i in stretched.pixels.indices { stretched.pixels[i] = min(1, stretched.pixels[i] / white) }
    return stretched
  }
}
