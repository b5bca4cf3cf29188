import Foundation
import Imaging

/// The photographs in a folder and in all folders below it: the same that a data set would find there.
///
/// ```swift
/// let listing = try PhotographListing(of: folder)
/// for photograph in listing.photographs { judge(photograph.url, as: photograph.path) }
/// for omission in listing.omissions { print("\(omission.path): \(omission.reason)") }
/// ```
///
/// What a file is decide its first bytes, not its name. Hidden files and what systems leave behind (`.thumbnails`,
/// `@eaDir`, `__MACOSX`, `Thumbs.db` …) are passed over; links to files and folders are followed, but not in circles.
/// Masks, beside photographs or in folders of their own, are listed apart.
public struct PhotographListing: Sendable, Equatable {
  /// A file of the folder.
  public struct File: Sendable, Equatable {
    /// Path relative to the folder, with `/`.
    public let path: String
    /// Where it is.
    public let url: URL
  }

  /// What looks like a photograph, or like a folder of some, and cannot be opened.
  public struct Omission: Sendable, Equatable {
    /// Path relative to the folder; bytes that are not UTF-8 are written as `\xF6`.
    public let path: String
    /// Why, and how to mend it.
    public let reason: String
  }

  /// Photographs in natural order of their paths.
  public let photographs: [File]
  /// Pictures that mark defects and are not to be judged, in natural order.
  public let masks: [File]
  /// What is left out and should not be lost without a word, in natural order.
  public let omissions: [Omission]

  /// Lists a folder.
  /// - Throws: `DatasetError.unreadableFolder` where the folder itself cannot be listed.
  public init(of folder: URL) throws {
    let sorting = FileSorting(try TreeFolder(folder))
    func files(_ entries: [FileSorting.Entry]) -> [File] {
      entries.map { File(path: $0.file.path, url: $0.file.url) }.naturallySorted(by: \.path)
    }
    let foreign = sorting.foreign.filter { !$0.isAmongLabels }.map(\.file) + sorting.unnameable
    let unopened = foreign.map { Omission(path: $0.path, reason: $0.reasonToLeaveOut) }
    let unlisted = sorting.unreadable.map { Omission(path: $0.files.joined(), reason: $0.message) }
    (photographs, masks) = (files(sorting.photographs), files(sorting.masks))
    omissions = (unopened + unlisted).naturallySorted(by: \.path)
  }

  /// The pictures straight in a folder, whatever they show, in natural order.
  /// - Throws: `DatasetError.unreadableFolder`.
  public static func pictures(straightIn folder: URL) throws -> [File] {
    try TreeFolder(folder).images.map { File(path: $0.path, url: $0.url) }
  }
}

extension TreeFile {
  /// Why a picture is not read, and how to mend it.
  var reasonToLeaveOut: String {
    switch kind {
    case .foreignPicture(let format): "\(format) is not a format that is read; convert it to PNG, JPEG or TIFF"
    case .unnameable: "its name is not UTF-8; rename it"
    case .picture, .other: "it is not read"
    }
  }
}
