import Foundation
import Imaging

/// The files of a folder and of all below it, told apart by what they are for, by one rule for training, checking and
/// judging.
struct FileSorting {
  /// A file with the key that it goes by: its path without extension, without the names of folders that only say
  /// "photographs" or "masks".
  struct Entry: Equatable {
    let file: TreeFile
    let key: String
    /// Whether it lies in a folder of masks or annotations.
    let isAmongLabels: Bool
  }

  /// Pictures to be looked at.
  private(set) var photographs: [Entry] = []
  /// Pictures that mark defects.
  private(set) var masks: [Entry] = []
  /// Files that are no pictures.
  private(set) var others: [Entry] = []
  /// Pictures of formats that are not read.
  private(set) var foreign: [Entry] = []
  /// Files and folders whose names are not UTF-8.
  private(set) var unnameable: [TreeFile] = []
  /// Folders that could not be listed.
  private(set) var unreadable: [DatasetProblem] = []

  init(_ root: TreeFolder) {
    walk(root, prefix: [], isAmongLabels: false)
    photographs = Self.separated(photographs, masks: &masks)
  }

  /// One file alone.
  init(file: URL) {
    let file = TreeFile(path: file.lastPathComponent, url: file, kind: .other)
    others = [Entry(file: file, key: file.key, isAmongLabels: true)]
  }

  private mutating func walk(_ folder: TreeFolder, prefix: [String], isAmongLabels: Bool) {
    for file in folder.files {
      let name = TreeFile(path: String(file.path.split(separator: "/").last ?? ""), url: file.url).key
      let entry = Entry(file: file, key: (prefix + [name]).joined(separator: "/"), isAmongLabels: isAmongLabels)
      switch file.kind {
      case .picture where isAmongLabels: masks.append(entry)
      case .picture: photographs.append(entry)
      case .foreignPicture: foreign.append(entry)
      case .other: others.append(entry)
      case .unnameable: unnameable.append(file)
      }
    }
    for name in folder.folderNames {
      do { walk(try folder.folder(name), named: name, prefix: prefix, isAmongLabels: isAmongLabels) } catch {
        let path = folder.path.isEmpty ? name : folder.path + "/" + name
        unreadable.append(
          DatasetProblem(.error, .unreadableFile, files: [path], message: "the folder cannot be read: \(error)"))
      }
    }
  }

  private mutating func walk(_ folder: TreeFolder, named name: String, prefix: [String], isAmongLabels: Bool) {
    let reading = FolderReading(name)
    let rest = reading.rest.map { [$0] } ?? []
    switch reading.purpose {
    case .images: walk(folder, prefix: prefix + rest, isAmongLabels: isAmongLabels)
    case .labels: walk(folder, prefix: prefix + rest, isAmongLabels: true)
    case .perhapsLabels where isAmongLabels || Self.holdsMasks(folder):
      walk(folder, prefix: prefix + rest, isAmongLabels: true)
    case .perhapsLabels, .plain: walk(folder, prefix: prefix + [name], isAmongLabels: isAmongLabels)
    }
  }

  /// Whether the pictures of a folder look like masks; a folder without any holds annotations.
  private static func holdsMasks(_ folder: TreeFolder) -> Bool {
    let images = (try? folder.everyImage()) ?? []
    return images.prefix(8).allSatisfy { looksLikeMask($0.url) }
  }

  /// Whether a picture has as few values as masks have; one that cannot be read has not.
  static func looksLikeMask(_ url: URL) -> Bool { (try? MaskFile(url))?.looksLikeMask ?? false }

  /// Parts pictures into photographs and the masks beside them: those named after a photograph of the same folder
  /// (`x.png`, `x_mask.png`), and those of its very name in another format (`x.jpg`, `x.png`) that look like masks. A
  /// picture named as a mask that looks like one is a mask even where its photograph is missing.
  private static func separated(_ pictures: [Entry], masks: inout [Entry]) -> [Entry] {
    let places = Dictionary(grouping: pictures.indices) { place(pictures[$0].file.key) }
    let isMask = concurrentMap(pictures.count) { index in
      let picture = pictures[index]
      if let stem = MaskNames.withoutWord(picture.file.key) {
        return places[place(stem)] != nil || looksLikeMask(picture.file.url)
      }
      let twins = places[place(picture.file.key)] ?? []
      return twins.count > 1 && looksLikeMask(picture.file.url)
        && twins.contains { $0 != index && !looksLikeMask(pictures[$0].file.url) }
    }
    masks += zip(pictures, isMask).filter(\.1).map(\.0)
    return zip(pictures, isMask).filter { !$0.1 }.map(\.0)
  }

  private static func place(_ key: String) -> String { key.lowercased() }
}

extension MaskFile {
  /// Whether there are as few values as in masks: up to eight beside black, or in a lossy file as good as two.
  var looksLikeMask: Bool { header.isLossy ? shareOfExtremes > 0.97 : distinctValues <= 8 }
}
