import Foundation
import Imaging

/// What opening one item's files showed.
struct ItemInspection: Sendable {
  let item: DatasetItem
  private(set) var header: ImageHeader?
  private(set) var digest: Int?
  private(set) var problems: [DatasetProblem] = []
  /// The share of the picture that mask pictures of a defective photograph mark; nil where there are none.
  private(set) var markedShare: Double?
  /// Whether a mask picture marks most of the picture and nearly all of its border, as inverted ones do.
  private(set) var looksInverted = false

  init(_ item: DatasetItem, limits: DecodeLimits) {
    self.item = item
    do {
      // The header alone tells the size; decoding shows whether the file is whole.
      header = try ImageHeader.read(item.image)
      digest = try item.readImage(limits: limits).digest
    } catch { report(error, file: item.id) }
    inspectMasks(limits)
  }

  private mutating func inspectMasks(_ limits: DecodeLimits) {
    guard let first = item.masks.first else { return }
    var (area, isReadable, isTurned) = (0, true, false)
    for url in item.maskPictures {
      do {
        let file = try MaskFile(url, limits: limits)
        area += inspect(file, named: path(of: url))
        isTurned = isTurned || file.header.orientation != .upright
      } catch {
        isReadable = false
        report(error, file: path(of: url))
      }
    }
    if let header, item.label == .anomalous, area > 0, !item.maskPictures.isEmpty {
      markedShare = min(1, Double(area) / Double(header.width * header.height))
    }
    area += annotatedArea()
    guard isReadable else { return }
    noteTurning(maskIsTurned: isTurned)
    if area == 0, item.label == .anomalous { add(.error, .emptyMask, path(of: first), emptiness(limits)) }
    if area > 0, item.label == .good {
      add(.error, .maskOnGood, path(of: first), "the mask of a good image marks \(area) px as defect")
    }
  }

  /// - Returns: the pixels that a mask marks.
  private mutating func inspect(_ file: MaskFile, named name: String) -> Int {
    let mask = file.mask(item.maskConvention)
    if file.distinctValues > 1, !file.header.isLossy {
      add(.note, .multiValuedMask, name, "the mask has \(file.distinctValues) values above 0; each counts as defect")
    }
    if let header, (mask.width, mask.height) != (header.width, header.height) {
      add(.error, .maskSize, name, sizes("the mask", SIMD2(mask.width, mask.height), header))
    }
    looksInverted = looksInverted || (2 * mask.area > mask.values.count && mask.borderShare > 0.8)
    return mask.area
  }

  /// - Returns: the pixels that the annotation marks.
  private mutating func annotatedArea() -> Int {
    guard let annotation = item.annotation, let header else { return 0 }
    let file = item.masks.first(where: DatasetItem.isAnnotation) ?? item.image
    do {
      return try annotation.mask(width: header.width, height: header.height, path: file.path).area
    } catch DatasetError.maskSize(_, let mask, _) {
      add(.error, .maskSize, path(of: file), sizes("the annotation is for", SIMD2(mask[0], mask[1]), header))
    } catch { report(error, file: path(of: file)) }
    return 1
  }

  private func sizes(_ what: String, _ size: SIMD2<Int>, _ header: ImageHeader) -> String {
    let verb = what == "the mask" ? " is" : ""
    let isStored = size == SIMD2(header.storedSize.width, header.storedSize.height)
    return "\(what)\(verb) \(size.x) × \(size.y) px, its image \(header.width) × \(header.height) px"
      + (header.orientation != .upright && isStored
        ? "; the image is turned by its EXIF orientation and this is not: turn it too, or save the image upright" : "")
  }

  /// Of a photograph that is turned by 180° or mirrored nothing but this shows that its mask may not be.
  private mutating func noteTurning(maskIsTurned: Bool) {
    guard let header, header.orientation != .upright, !maskIsTurned, !problems.contains(where: { $0.kind == .maskSize })
    else { return }
    add(
      .note, .turnedPhotograph, item.id,
      "the image is turned by its EXIF orientation, its mask \(path(of: item.masks[0])) has none: it is taken to fit the "
        + "image as viewers show it")
  }

  private func emptiness(_ limits: DecodeLimits) -> String {
    let files = item.maskPictures.compactMap { try? MaskFile($0, limits: limits) }
    guard let faint = files.first(where: \.isTooFaint) else { return "the mask of an anomalous image is empty" }
    return """
      the mask is a lossy file whose brightest value is \(Int((faint.brightest * 255).rounded())) of 255, too faint to be \
      told from what compression leaves; save it as PNG
      """
  }

  /// The path relative to the root, which is what the image's path has before the item's id.
  private func path(of url: URL) -> String {
    guard item.image.path.hasSuffix(item.id) else { return url.path }
    let root = item.image.path.dropLast(item.id.count)
    return url.path.hasPrefix(root) ? String(url.path.dropFirst(root.count)) : url.path
  }

  private mutating func report(_ error: any Error, file: String) {
    if case ImagingError.tooLarge(_, let width, let height, let limit) = error {
      add(.error, .tooLarge, file, "claims \(width) × \(height) px, the limit is \(limit) px")
    } else {
      add(.error, .unreadableFile, file, (error as? ImagingError)?.reason ?? "\(error)")
    }
  }

  private mutating func add(
    _ severity: DatasetProblem.Severity, _ kind: DatasetProblem.Kind, _ file: String, _ message: String
  ) {
    problems.append(DatasetProblem(severity, kind, files: [file], message: message))
  }
}

extension ImagingError {
  /// What is wrong, without the file's name.
  fileprivate var reason: String {
    switch self {
    case .unreadable(_, let reason), .unknownFormat(_, let reason), .unsupported(_, let reason),
      .corrupt(_, let reason), .unwritable(_, let reason):
      reason
    case .tooLarge: description
    }
  }
}

extension Mask {
  /// The share of the outermost pixels that are set, corners counted twice.
  fileprivate var borderShare: Double {
    let columns = (0..<width).reduce(0) { $0 + Int(values[$1]) + Int(values[(height - 1) * width + $1]) }
    let rows = (0..<height).reduce(0) { $0 + Int(values[$1 * width]) + Int(values[($1 + 1) * width - 1]) }
    return Double(columns + rows) / Double(2 * (width + height))
  }
}
