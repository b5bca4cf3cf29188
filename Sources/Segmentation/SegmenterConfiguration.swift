/// Everything that decides what a segmenter is and how it is trained; saved with it.
public struct SegmenterConfiguration: Codable, Sendable, Equatable {
  /// The network and its sizes.
  public var network: NetworkConfiguration
  /// The classes of defects: several by the types of the samples, or one that stands for all of them.
  public var classes: [String]
  /// Side that photographs are resized to, px.
  public var side = 128
  /// How it is trained.
  public var training: SegmentationTraining

  /// The one class of a segmenter that knows only defects and background.
  public static let anyDefect = "defect"

  /// A network for trainings of minutes.
  public init(_ name: NetworkName, classes: [String] = [anyDefect]) {
    (network, self.classes, training) = (NetworkConfiguration(name), classes, .short(name))
  }

  /// The label of a type of defect, from 1.
  /// - Throws: `SegmentationError.unknownClass`.
  func label(of type: String) throws -> UInt8 {
    if classes == [Self.anyDefect] { return 1 }
    guard let index = classes.firstIndex(of: type) else {
      throw SegmentationError.unknownClass(name: type, known: classes)
    }
    return UInt8(index + 1)
  }

  /// - Throws: `SegmentationError.invalidConfiguration`.
  func validate() throws {
    try training.validate()
    guard side >= leastSide else {
      throw SegmentationError.invalidConfiguration(name: "side", reason: "\(side) px is less than \(leastSide)")
    }
    guard (1...254).contains(classes.count), Set(classes).count == classes.count else {
      throw SegmentationError.invalidConfiguration(name: "classes", reason: "are not 1 to 254 different names")
    }
  }
}
