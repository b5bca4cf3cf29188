import Imaging

extension Image {
  /// A number that pictures share which show the same, whatever files they are in. It holds within one run of the program.
  var digest: Int {
    var hasher = Hasher()
    hasher.combine([width, height, channels])
    pixels.withUnsafeBytes { hasher.combine(bytes: $0) }
    return hasher.finalize()
  }
}
