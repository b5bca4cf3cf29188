import Foundation

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
  /// The kind of file.
  public var format: ImageFormat
  /// Columns of the decoded image, px (after the orientation is applied).
  public var width: Int
  /// Rows of the decoded image, px (after the orientation is applied).
  public var height: Int
  /// Channels of the decoded image, 1 or 3. Palettes count as colour, except a BMP's or TIFF's palette of greys.
  public var channels: Int
  /// Bits a sample of the decoded image, 8 or 16; samples of fewer bits are expanded.
  public var bitDepth: Int
  /// Whether the file has an alpha channel or a transparent colour, which decoding drops.
  public var hasAlpha = false
  /// Whether the pixels are only nearly those that were saved: JPEG, and the lossy kind of WebP.
  public var isLossy = false
  /// How the stored rows are to be turned for a viewer.
  public var orientation = Orientation.upright
  /// The most pixels that a byte of the file can stand for; nil where there is no such bound, as a picture of one colour
  /// takes a few bytes then, however large it is.
  var mostPixelsPerByte: Int?

  /// The size of the stored rows, before they are turned, px.
  public var storedSize: (width: Int, height: Int) {
    orientation.swapsAxes ? (height, width) : (width, height)
  }

  /// Reads the header of a file.
  ///
  /// - Throws: `ImagingError.unreadable`, `.unknownFormat`, `.unsupported` or `.corrupt`.
  public static func read(_ url: URL) throws -> ImageHeader {
    do {
      return try parse(ByteReader(BlockFile(url), source: url.path))
    } catch let error as ImagingError {
      throw error
    } catch {
      throw unreadable(url, because: error)
    }
  }

  /// Parses the header of the image in `data`; `source` names it in errors.
  public static func parse(_ data: Data, source: String) throws -> ImageHeader {
    try parse(ByteReader(data, source: source))
  }

  private static func parse(_ bytes: ByteReader) throws -> ImageHeader {
    if bytes.count == 0 { throw bytes.corrupt("the file is empty (0 bytes)") }
    let start = Data(try (0..<min(bytes.count, FileContent.length)).map { UInt8(try bytes.byte($0)) })
    switch FileContent(startingWith: start) {
    case .image(.png): return try PNGHeader.parse(bytes)
    case .image(.jpeg): return try JPEGHeader.parse(bytes)
    case .image(.bmp): return try BMPHeader(bytes).imageHeader
    case .image(.tiff): return try TIFFHeader(bytes).imageHeader
    case .image(.webp): return try WebPHeader.parse(bytes)
    case .foreignImage(let name):
      throw ImagingError.unknownFormat(source: bytes.source, reason: "it is \(name); convert it to PNG first")
    case .other: throw ImagingError.unknownFormat(source: bytes.source, reason: guess(start))
    }
  }

  /// Refuses an image of more pixels than the caller allows.
  func check(_ limits: DecodeLimits, source: String) throws {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    if overflow || pixels > limits.pixels {
      throw ImagingError.tooLarge(source: source, width: width, height: height, limit: limits.pixels)
    }
  }

  /// Of a compression without a bound: pixels that a file of any length may hold, and pixels a byte of larger pictures.
  private static let unbounded = (pixels: 1 << 26, pixelsPerByte: 4096)

  /// Refuses a file that is too short for its pixels however well they are compressed, so that no decoder allocates
  /// gigabytes for a few bytes.
  func checkPlausible(byteCount: Int, source: String) throws {
    let most =
      mostPixelsPerByte.map { $0 * byteCount }
      ?? max(Self.unbounded.pixels, Self.unbounded.pixelsPerByte * byteCount)
    guard width * height > most else { return }
    throw ImagingError.corrupt(
      source: source, reason: "\(byteCount) bytes cannot hold \(width) x \(height) pixels (truncated)")
  }

  /// Names what people often have instead of an image.
  private static func guess(_ start: Data) -> String {
    let replace = "; replace or remove it"
    let known = [
      ("%PDF", "it is a PDF; convert it to PNG first"), ("<", "it is a text file" + replace),
      ("version https://git-lfs", "it is a Git LFS pointer; run `git lfs pull`"),
    ]
    for (pattern, name) in known where start.starts(with: pattern.utf8) { return name }
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
