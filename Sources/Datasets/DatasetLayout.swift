import Foundation

/// The ways a data set may lie on disk.
public enum DatasetLayout: String, Codable, Sendable, CaseIterable {
  /// MVTec AD and MVTec LOCO: `train/good`, `test/<type>`, `ground_truth/<type>/x_mask.png` or `…/x/000.png`.
  case mvtec
  /// BTAD: `train/ok`, `test/{ok,ko}`, `ground_truth/ko`.
  case btad
  /// VisA as published: `<object>/Data/{Images,Masks}` split by `split_csv/1cls.csv`.
  case visa
  /// VisA in the tree that its own preparation script writes: `train/good`, `test/{good,bad}`, `ground_truth/bad`.
  case visaPyTorch = "visa-pytorch"
  /// Any folder: good photographs, with or without folders of defects and masks.
  case folder
  /// A CSV list with the columns `path`, `label`, `mask`, `split` (and `type`).
  case csv
}

extension DatasetLayout {
  /// The layout of a folder, or of a `.csv` file.
  ///
  /// - Throws: `DatasetError.severalProducts` when the folder's subfolders are data sets of their own.
  static func detect(_ root: TreeFolder) throws -> DatasetLayout {
    if VisAReader.fits(root) { return .visa }
    if TreeReader.fits(root) { return try TreeReader.layout(of: root) }
    let products = try root.folderNames.filter { name in
      let folder = try root.folder(name)
      return TreeReader.fits(folder) || VisAReader.fits(folder)
    }
    if !products.isEmpty, root.images.isEmpty {
      throw DatasetError.severalProducts(path: root.url.path, products: products)
    }
    return .folder
  }
}
