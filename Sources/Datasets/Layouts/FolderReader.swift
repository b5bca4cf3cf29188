import Foundation
import Imaging

/// Reads any folder of photographs.
///
/// - Photographs straight in the folder, or in and below `good` (`ok`, `normal` …), are good; a mask that is not empty
///   makes a photograph straight in the folder anomalous.
/// - Every other folder is a kind of defect.
/// - Masks lie beside (`x_mask.png`), or in `masks`/`ground_truth` under the same relative path with or without the
///   suffix, or nowhere.
/// - `images` and `masks` side by side are read as one level.
/// - Defects are for testing, together with ⌈n/5⌉ of the good photographs (see `GoodShare`).
struct FolderReader {
  let root: TreeFolder

  func read() throws -> LayoutReading {
    let container = try root.images.isEmpty ? root.folder(among: FolderNames.images) ?? root : root
    let groups = container.folderNames.filter { !FolderNames.masks.contains($0.lowercased()) }
    guard !container.images.isEmpty || groups.contains(where: FolderNames.isGood) else { throw noGood(groups) }
    var reading = LayoutReading()
    let nested = try groups.flatMap { try container.folder($0).everyFile() }
    let files = container.files + nested
    reading.note(unsupported: files.filter { TreeFolder.unsupportedExtensions.contains($0.fileExtension) })
    let candidates = files.filter { TreeFolder.imageExtensions.contains($0.fileExtension) }
    let (images, beside) = MaskPairing.separateBeside(candidates)
    let pairing = try pair(beside, with: images, in: container)
    reading.note(unpairedMasks: pairing.unpaired)
    let items = concurrentMap(images) { item($0, in: container, masks: pairing.masks[key($0, in: container)] ?? []) }
    reading.items = GoodShare.partition(items)
    return reading
  }

  /// Pairs the masks beside images and those in mask folders, by their paths inside the container.
  func pair(_ beside: [TreeFile], with images: [TreeFile], in container: TreeFolder) throws -> MaskPairing {
    var masks = beside.map { (key: key($0, in: container), file: $0) }
    for parent in container.path == root.path ? [root] : [root, container] {
      for name in parent.folderNames where FolderNames.masks.contains(name.lowercased()) {
        let folder = try parent.folder(name)
        masks += try folder.everyImage().map { (key: key($0, in: folder), file: $0) }
      }
    }
    return MaskPairing(masks, imageKeys: Set(images.map { key($0, in: container) }))
  }

  func key(_ file: TreeFile, in folder: TreeFolder) -> String {
    folder.path.isEmpty ? file.key : String(file.key.dropFirst(folder.path.count + 1))
  }

  func item(_ file: TreeFile, in container: TreeFolder, masks: [URL]) -> DatasetItem {
    let parts = key(file, in: container).split(separator: "/")
    let group = parts.count > 1 ? String(parts[0]) : nil
    let good = group.map(FolderNames.isGood) ?? !masks.contains(where: marksDefect)
    return DatasetItem(
      id: file.path, image: file.url, label: good ? .good : .anomalous, defectType: good ? nil : group ?? "defect",
      masks: masks, split: good ? .train : .test)
  }

  /// Whether a mask has a set pixel. One that cannot be read counts too: the validator will name it.
  func marksDefect(_ mask: URL) -> Bool { (try? Mask.read(mask))?.area != 0 }

  func noGood(_ groups: [String]) -> DatasetError {
    let seen = groups.isEmpty ? "no image" : "the folders \(DatasetError.abridged(groups)), none of them named good"
    return .unrecognised(
      path: root.url.path,
      reason: "\(seen). Put photographs of good parts (PNG, JPEG, BMP) in good, in train/good, or straight in the "
        + "folder.")
  }
}
