import Foundation

/// Reads `train/<good>`, `validation/<good>`, `test/<type>`, `ground_truth/<type>`: MVTec AD, MVTec LOCO (several masks
/// an image in a folder of its name), BTAD (`ok`, `ko`) and the `visa_pytorch` tree (`bad`, masks named as images).
struct TreeReader {
  let root: TreeFolder

  static func fits(_ root: TreeFolder) -> Bool {
    root.folderNames.contains { FolderNames.train.contains($0.lowercased()) }
      || root.folderNames.contains { FolderNames.test.contains($0.lowercased()) }
  }

  /// BTAD spells its good parts `ok` and its bad ones `ko`; `visa_pytorch` knows one type, `bad`.
  static func layout(of root: TreeFolder) throws -> DatasetLayout {
    let folders = try root.folder(among: FolderNames.test)?.folderNames.map { $0.lowercased() } ?? []
    if folders.contains("ko") { return .btad }
    return Set(folders).subtracting(FolderNames.good) == ["bad"] ? .visaPyTorch : .mvtec
  }

  func read() throws -> LayoutReading {
    var reading = LayoutReading()
    let maskFolder = try root.folder(among: FolderNames.masks)
    var pairedMaskFolders: Set<String> = []
    for (names, split) in [
      (FolderNames.train, DatasetItem.Split.train), (FolderNames.validation, .validation), (FolderNames.test, .test),
    ] {
      guard let part = try root.folder(among: names) else { continue }
      try readDirect(part, split: split, into: &reading)
      for name in part.folderNames where !FolderNames.masks.contains(name.lowercased()) {
        let masks = try maskFolder.flatMap { $0.folderNames.contains(name) ? try $0.folder(name) : nil }
        try readType(part.folder(name), name: name, split: split, masks: masks, into: &reading)
        if split == .test { pairedMaskFolders.insert(name) }
      }
    }
    for name in maskFolder?.folderNames ?? [] where !pairedMaskFolders.contains(name) {
      reading.note(unpairedMasks: try maskFolder!.folder(name).everyImage())
    }
    return reading
  }

  /// Photographs straight in `train` are good; straight in `test` nothing is known of them.
  func readDirect(_ part: TreeFolder, split: DatasetItem.Split, into reading: inout LayoutReading) throws {
    reading.note(unsupported: part.unsupported)
    for file in part.images {
      reading.items.append(
        DatasetItem(id: file.path, image: file.url, label: split == .test ? .unknown : .good, split: split))
    }
  }

  /// One folder of one type, with the folder of its masks.
  func readType(
    _ folder: TreeFolder, name: String, split: DatasetItem.Split, masks: TreeFolder?, into reading: inout LayoutReading
  ) throws {
    let files = try folder.everyFile()
    reading.note(unsupported: files.filter { TreeFolder.unsupportedExtensions.contains($0.fileExtension) })
    let all = files.filter { TreeFolder.imageExtensions.contains($0.fileExtension) }
    let (images, beside) = MaskPairing.separateBeside(all)
    let inside = { (file: TreeFile, parent: TreeFolder) in String(file.key.dropFirst(parent.path.count + 1)) }
    // LOCO-like trees list the masks of good images nowhere, so a type's masks are asked of test folders only.
    let apart = split == .test ? try masks?.everyImage() ?? [] : []
    let candidates =
      beside.map { (key: inside($0, folder), file: $0) } + apart.map { (key: inside($0, masks!), file: $0) }
    let pairing = MaskPairing(candidates, imageKeys: Set(images.map { inside($0, folder) }))
    reading.note(unpairedMasks: pairing.unpaired)
    let isGood = FolderNames.isGood(name)
    for file in images {
      reading.items.append(
        DatasetItem(
          id: file.path, image: file.url, label: isGood ? .good : .anomalous, defectType: isGood ? nil : name,
          masks: pairing.masks[inside(file, folder)] ?? [], split: split))
    }
  }
}
