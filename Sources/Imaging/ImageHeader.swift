import Foundation

/// The image formats that are read, told apart by their first bytes and never by the file's name.
public enum ImageFormat: String, Sendable, Codable, CaseIterable {
  case png, jpeg, bmp
}

/// Bounds on what a decoder may allocate, checked against the header before anything is.
public struct DecodeLimits: Sendable, Equatable {
  /// Most pixels (width × height) of an image.
  public var pixels: Int

  /// 400 megapixels.
  public static let `default` = DecodeLimits(pixels: 400_000_000)

  /// At most `pixels` pixels an image.
  public init(pixels: Int) { self.pixels = pixels }
}

/// What an image file says about itself; reading it decodes no pixel.
public struct ImageHeader: Sendable, Equatable {
  /// PNG, JPEG or BMP.
  public var format: ImageFormat
  /// Columns of the decoded image, px (after the EXIF orientation is applied).
  public var width: Int
  /// Rows of the decoded image, px (after the EXIF orientation is applied).
  public var height: Int
  /// Channels of the decoded image, 1 or 3. Palettes count as colour, except a BMP's palette of greys.
  public var channels: Int
  /// Bits a sample of the decoded image, 8 or 16; 1-, 2- and 4-bit samples are expanded to 8.
  public var bitDepth: Int
  /// Whether the file has an alpha channel or a transparent colour, which decoding drops.
  public var hasAlpha = false
  /// How the stored rows are to be turned for a viewer.
  public var orientation = Orientation.upright
  /// The fewest bits that a pixel can take in a file of this kind before general compression.
  var storedBitsPerPixel = 8

  /// Reads the header of a file.
  ///
  /// - Throws: `ImagingError.unreadable`, `.unknownFormat`, `.unsupported` or `.corrupt`.
  public static func read(_ url: URL) throws -> ImageHeader {
    do {
      let file = try FileHandle(forReadingFrom: url)
      defer { try? file.close() }
      // Nearly every header fits; a JPEG may carry megabytes of metadata before its frame header.
      let start = try file.read(upToCount: 1 << 16) ?? Data()
      if JPEGHeader.matches(start), start.count == 1 << 16, (try? parse(start, source: url.path)) == nil {
        return try parse(start + (file.readToEnd() ?? Data()), source: url.path)
      }
      return try parse(start, source: url.path)
    } catch let error as ImagingError {
      throw error
    } catch {
      throw unreadable(url, because: error)
    }
  }

  /// Parses the header at the start of `data`; `source` names it in errors.
  public static func parse(_ data: Data, source: String) throws -> ImageHeader {
    let bytes = ByteReader(data, source: source)
    if data.isEmpty { throw ImagingError.corrupt(source: source, reason: "the file is empty (0 bytes)") }
    if PNGHeader.matches(data) { return try PNGHeader.parse(bytes) }
    if JPEGHeader.matches(data) { return try JPEGHeader.parse(bytes) }
    if BMPHeader.matches(data) { return try BMPHeader(bytes).imageHeader }
    throw ImagingError.unknownFormat(source: source, reason: guess(data))
  }

  /// Refuses an image of more pixels than the caller allows.
  func check(_ limits: DecodeLimits, source: String) throws {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    if overflow || pixels > limits.pixels {
      throw ImagingError.tooLarge(source: source, width: width, height: height, limit: limits.pixels)
    }
  }

  /// Refuses a file that is too short for its pixels however well they are compressed, so that no decoder allocates
  /// gigabytes for a few bytes. A byte of deflate gives at most 1032; a JPEG takes at least one bit for a block of 64
  /// pixels.
  func checkPlausible(byteCount: Int, source: String) throws {
    let most = format == .jpeg ? 8 * 64 * byteCount : 1032 * 8 / storedBitsPerPixel * byteCount
    if format != .bmp, width * height > most {
      throw ImagingError.corrupt(
        source: source, reason: "\(byteCount) bytes cannot hold \(width) x \(height) pixels (truncated)")
    }
  }

  /// Names what people often have instead of an image.
  private static func guess(_ data: Data) -> String {
    let (convert, replace) = ("; convert it to PNG first", "; replace or remove it")
    let known = [
      ("GIF8", "it is a GIF" + convert), ("II*\0", "it is a TIFF" + convert), ("MM\0*", "it is a TIFF" + convert),
      ("RIFF", "it is a WebP" + convert), ("\0\0\0", "it may be a HEIC or AVIF" + convert),
      ("%PDF", "it is a PDF" + convert), ("<", "it is a text file" + replace),
      ("version https://git-lfs", "it is a Git LFS pointer; run `git lfs pull`"),
    ]
    for (start, name) in known where data.starts(with: start.utf8) { return name }
    return "its first bytes are those of no known format"
  }

  static func unreadable(_ url: URL, because error: any Error) -> ImagingError {
    let reason =
      switch (error as? CocoaError)?.code {
      case .fileNoSuchFile?, .fileReadNoSuchFile?: "there is no such file"
      case .fileReadNoPermission?: "no permission"
      default: isFolder(url) ? "it is a folder" : error.localizedDescription
      }
    return .unreadable(source: url.path, reason: reason)
  }

  private static func isFolder(_ url: URL) -> Bool {
    (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
  }
}
