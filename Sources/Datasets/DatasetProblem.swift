/// Something wrong, or worth knowing, about a data set.
public struct DatasetProblem: Sendable, Equatable, Comparable {
  /// How much it matters; worst first.
  public enum Severity: Int, Sendable, Comparable, CaseIterable {
    /// The data set cannot be used, or its measures would be wrong.
    case error
    /// Usable, but results suffer.
    case warning
    /// For information.
    case note

    /// Worse comes first.
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// What sort of problem it is; the raw value is stable, for programs.
  public enum Kind: String, Sendable, CaseIterable {
    /// The image or mask cannot be decoded.
    case unreadableFile = "unreadable-file"
    /// The header claims more pixels than the limit.
    case tooLarge = "too-large"
    /// A mask that belongs to no image.
    case maskWithoutImage = "mask-without-image"
    /// An anomalous test image that has no mask where others have one.
    case imageWithoutMask = "image-without-mask"
    /// No anomalous image has a mask: pixel measures will be absent.
    case noMasks = "no-masks"
    /// A mask whose size differs from its image's.
    case maskSize = "mask-size"
    /// A mask of an anomalous image without a single set pixel.
    case emptyMask = "empty-mask"
    /// A mask of a good image with set pixels.
    case maskOnGood = "mask-on-good"
    /// A mask with more than two values; any value above 0 counts as defect.
    case multiValuedMask = "multi-valued-mask"
    /// Fewer than two good training images.
    case tooFewGood = "too-few-good"
    /// No test image of one of the two classes: some measures will be absent.
    case oneClassTest = "one-class-test"
    /// Images of several sizes.
    case mixedSizes = "mixed-sizes"
    /// Grey and colour images together.
    case mixedChannels = "mixed-channels"
    /// The same content in training and test data.
    case leak = "leak"
    /// The same content twice on one side.
    case duplicate = "duplicate"
    /// Good photographs that show the same thing: copies, bursts, overlapping crops.
    case nearDuplicates = "near-duplicates"
    /// A good photograph that is not like the others; training leaves it out.
    case oddPhotograph = "odd-photograph"
    /// A file in a format that cannot be read.
    case unsupportedFile = "unsupported-file"
    /// Masks that mark most of the picture: inverted?
    case invertedMask = "inverted-mask"
    /// A photograph that its EXIF orientation turns, with a mask that nothing turns.
    case turnedPhotograph = "turned-photograph"
    /// An annotation that is none of those that are read.
    case annotationNotUnderstood = "annotation-not-understood"
    /// An annotation that belongs to no photograph, or to several.
    case annotationWithoutImage = "annotation-without-image"
    /// Annotations that are boxes: masks are coarser than the defects.
    case boxAnnotation = "box-annotation"
    /// A photograph that a list of annotations does not name.
    case unlistedPhotograph = "unlisted-photograph"
    /// Photographs that lie where the layout has no place for any.
    case passedOver = "passed-over"
    /// Names that read the same.
    case sameName = "same-name"
    /// Photographs of 16 bits that use fewer.
    case fewerBits = "fewer-bits"

    /// Whether training does without what is missing.
    package var concernsTestMasks: Bool { [.maskWithoutImage, .imageWithoutMask, .noMasks].contains(self) }
  }

  /// How much it matters.
  public let severity: Severity
  /// What sort of problem it is.
  public let kind: Kind
  /// The files concerned, relative to the data set's root.
  public let files: [String]
  /// What is wrong and how to mend it, without the file names.
  public let message: String

  /// A problem with all its fields.
  public init(_ severity: Severity, _ kind: Kind, files: [String], message: String) {
    self.severity = severity
    self.kind = kind
    self.files = files
    self.message = message
  }

  /// Worst first, then by kind and file.
  public static func < (a: Self, b: Self) -> Bool {
    if a.severity != b.severity { return a.severity < b.severity }
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    return NaturalOrder.precedes(a.files.first ?? "", b.files.first ?? "")
  }
}

extension DatasetProblem: CustomStringConvertible {
  /// One line: severity, files, message.
  public var description: String {
    let place = files.isEmpty ? "" : DatasetError.abridged(files, limit: 4) + ": "
    return "\(severity): \(place)\(message)"
  }
}
