import Foundation

/// Why a data set or a sample set could not be used. Every message names the place and how to mend it.
public enum DatasetError: Error, Equatable, Sendable {
  /// The data set's root does not exist, or is a file that is no CSV list.
  case notFound(path: String)
  /// A folder could not be listed.
  case unreadableFolder(path: String, reason: String)
  /// The folder holds several products, each a data set of its own.
  case severalProducts(path: String, products: [String])
  /// No layout fits, or a stated layout lacks a part.
  case unrecognised(path: String, reason: String)
  /// There are fewer good training images than are needed.
  case tooFewGoodImages(path: String, count: Int, needed: Int)
  /// A mask's size differs from its image's.
  case maskSize(path: String, mask: [Int], image: [Int])
  /// A line of a list, a manifest or a split file is wrong.
  case malformedLine(path: String, line: Int, reason: String)
  /// A file could not be read.
  case unreadableFile(path: String, reason: String)
  /// A file could not be written.
  case unwritable(path: String, reason: String)
  /// A folder that is to be written holds something else already.
  case occupied(path: String, by: String)
  /// The caller asked to stop; the same call goes on from here.
  case cancelled
  /// A value that the caller gave lies outside its range.
  case invalidArgument(name: String, reason: String)
}

extension DatasetError: LocalizedError, CustomStringConvertible {
  /// The message.
  public var errorDescription: String? { description }

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .notFound(let path):
      "\(path): no such data set. Give the folder of one product, or a .csv list."
    case .unreadableFolder(let path, let reason):
      "\(path): the folder cannot be read (\(reason))."
    case .severalProducts(let path, let products):
      "\(path): holds several products (\(Self.abridged(products))). Give the folder of one of them."
    case .unrecognised(let path, let reason):
      "\(path): \(reason)"
    case .tooFewGoodImages(let path, let count, let needed):
      "\(path): \(count) good training image\(count == 1 ? "" : "s") found, at least \(needed) are needed. "
        + "Put photographs of good parts in train/good, in good, or straight in the folder."
    case .maskSize(let path, let mask, let image):
      "\(path): the mask is \(mask[0]) × \(mask[1]) px, its image \(image[0]) × \(image[1]) px. They must agree."
    case .malformedLine(let path, let line, let reason):
      "\(path), line \(line): \(reason)"
    case .unreadableFile(let path, let reason):
      "\(path): cannot be read (\(reason))."
    case .unwritable(let path, let reason):
      "\(path): cannot be written (\(reason))."
    case .occupied(let path, let content):
      "\(path): holds \(content) already. Choose an empty folder."
    case .cancelled:
      "stopped on request; the same call goes on from here"
    case .invalidArgument(let name, let reason):
      "\(name): \(reason)"
    }
  }

  static func abridged(_ names: [String], limit: Int = 8) -> String {
    names.count <= limit
      ? names.joined(separator: ", ")
      : names.prefix(limit).joined(separator: ", ") + " and \(names.count - limit) more"
  }
}
