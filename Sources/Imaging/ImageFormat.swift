import Foundation

/// The image formats that are read, told apart by their first bytes and never by the file's name.
public enum ImageFormat: String, Sendable, Codable, CaseIterable {
  case png, jpeg, bmp, tiff, webp

  /// The formats for a message: "PNG, JPEG, TIFF, WebP or BMP".
  public static let list = "PNG, JPEG, TIFF, WebP or BMP"
}

/// What the first bytes of a file say that it is.
public enum FileContent: Sendable, Equatable {
  /// An image that is read.
  case image(ImageFormat)
  /// A picture of a kind that is not read; its name, such as "GIF".
  case foreignImage(String)
  /// Anything else.
  case other

  /// Looks at the start of a file.
  /// - Parameter start: The first ``FileContent/length`` bytes, fewer of a shorter file.
  public init(startingWith start: Data) {
    if let format = Self.image(start) {
      self = .image(format)
    } else if let name = Self.foreign.first(where: { name, pattern in Self.matches(start, pattern) })?.name {
      self = .foreignImage(name)
    } else {
      self = Self.foreignBox(start).map(FileContent.foreignImage) ?? .other
    }
  }

  /// How many bytes at the start of a file tell what it is.
  public static let length = 32

  private static func image(_ start: Data) -> ImageFormat? {
    if PNGHeader.matches(start) { return .png }
    if JPEGHeader.matches(start) { return .jpeg }
    if BMPHeader.matches(start) { return .bmp }
    if TIFFHeader.matches(start) { return .tiff }
    return WebPHeader.matches(start) ? .webp : nil
  }

  private static let foreign: [(name: String, pattern: [UInt8])] = [
    ("GIF", Array("GIF8".utf8)), ("PSD", Array("8BPS".utf8)), ("EXR", [0x76, 0x2F, 0x31, 0x01]),
    ("JPEG 2000", [0, 0, 0, 12, 0x6A, 0x50]), ("JPEG 2000", [0xFF, 0x4F, 0xFF, 0x51]), ("JPEG XL", [0xFF, 0x0A]),
    ("JPEG XL", [0, 0, 0, 12, 0x4A, 0x58]), ("JPEG XR", [0x49, 0x49, 0xBC]), ("FITS", Array("SIMPLE  =".utf8)),
    ("PGM", Array("P2\n".utf8)), ("PPM", Array("P3\n".utf8)), ("PBM", Array("P4\n".utf8)), ("PGM", Array("P5\n".utf8)),
    ("PPM", Array("P6\n".utf8)), ("PGM", Array("P5 ".utf8)), ("PPM", Array("P6 ".utf8)),
  ]

  private static func matches(_ start: Data, _ pattern: [UInt8]) -> Bool { start.starts(with: pattern) }

  /// HEIC and AVIF begin with a box that names their brand.
  private static func foreignBox(_ start: Data) -> String? {
    guard start.count >= 12, start.dropFirst(4).starts(with: "ftyp".utf8) else { return nil }
    let brand = String(decoding: start.dropFirst(8).prefix(4), as: UTF8.self)
    if brand.hasPrefix("avi") { return "AVIF" }
    return ["heic", "heix", "hevc", "mif1", "msf1", "heim", "heis"].contains(brand) ? "HEIC" : nil
  }
}
