import Datasets
import Foundation
import Imaging
import Quality
import Refinement
import Synthesis

/// The photographs that a sample set was made from, and how it was made.
struct PhotographSource {
  /// The photographs, each once.
  let items: [DatasetItem]
  private let settings: SynthesisSettings?
  /// Where the fine stage's network is kept, if one was at work.
  private var fineFile: URL?
  private let byID: [String: DatasetItem]
  /// Tells the product from what lies around it.
  private let finder: ProductFinder
  private let folder: String

  /// Photographs of a data set, or of the folder that the set's settings name.
  /// - Throws: `UserError` where neither is known; `QualityError.missingPhotograph` for the first that is not there;
  ///   `DatasetError`.
  init(of set: SampleSet, data: URL?, layout: DatasetLayout?) throws {
    let settings = try SynthesisSettings.read(set.folder)
    let sources = Set(set.records.map(\.source))
    if let data {
      let items = try Dataset.open(data, layout: layout).items.filter { sources.contains($0.id) }
      try self.init(items: items, settings: settings, folder: data.path)
    } else if let root = settings?.root {
      let items = sources.map {
        DatasetItem(
          id: $0, image: URL(fileURLWithPath: root).appendingPathComponent($0), label: .good, split: .train,
          bits: settings?.bits)
      }
      try self.init(
        items: items.filter { FileManager.default.fileExists(atPath: $0.image.path) }, settings: settings, folder: root)
    } else {
      throw UserError("\(set.folder.path): does not say where its photographs are; give their data set with --data")
    }
    if settings?.fine != nil { fineFile = set.folder.appendingPathComponent(FineNetwork.fileName) }
    for record in set.records where byID[record.source] == nil {
      throw QualityError.missingPhotograph(sample: record.id, source: record.source, folder: folder)
    }
  }

  /// Photographs that are known to be those of a set.
  /// - Throws: `ImagingError` where one cannot be read.
  init(items: [DatasetItem], settings: SynthesisSettings?, folder: String) throws {
    self.items = items.sorted { $0.id < $1.id }
    (self.settings, self.folder) = (settings, folder)
    finder = try ProductFinder(of: self.items)
    byID = Dictionary(items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A synthesizer of sound samples like those of the set; the standard one, where the set does not say how it was made.
  /// - Parameter roi: the mask or folder of masks inside which the set's defects lie.
  /// - Throws: `UserError` where the set was made with such masks and none are given; `DatasetError` for those given.
  func synthesizer(roi: URL?) throws -> SampleSynthesizer {
    if roi == nil, settings?.regions != nil {
      throw UserError("the samples were made with --roi; name its mask or folder, so that those compared are like them")
    }
    var configuration = settings?.configuration ?? SynthesisConfiguration()
    configuration.spoiledShare = nil
    return try SampleSynthesizer(
      configuration, generator: settings?.kind?.generator(configuration), fine: fineNetwork(configuration),
      regions: roi.map { try RegionMasks($0, for: items) })
  }

  /// The network that refined the set's samples; nil where none did.
  /// - Throws: `UserError` where another one lies in its place; `RefinementError`.
  private func fineNetwork(_ configuration: SynthesisConfiguration) throws -> FineNetwork? {
    guard let fineFile else { return nil }
    let network = try FineNetwork.load(fineFile, visibilityThreshold: configuration.visibilityThreshold)
    guard network.fingerprint == settings?.fine else {
      throw UserError(
        "\(fineFile.path): is not the network that refined these samples; put theirs there, or make the samples anew")
    }
    return network
  }

  /// A sample beside its photograph.
  /// - Throws: `QualityError.otherPhotograph`; `ImagingError`, `DatasetError`.
  func compared(_ record: SampleRecord, in set: SampleSet) throws -> ComparedSample {
    guard let item = byID[record.source] else {
      throw QualityError.missingPhotograph(sample: record.id, source: record.source, folder: folder)
    }
    let (image, mask) = (try Image.read(set.url(record.image)), try Mask.read(set.url(record.mask)))
    guard (image.width, image.height) == (mask.width, mask.height) else {
      throw DatasetError.maskSize(
        path: set.url(record.mask).path, mask: [mask.width, mask.height], image: [image.width, image.height])
    }
    let photograph = try item.readImage()
    let isResized = (photograph.width, photograph.height) != (image.width, image.height)
    let sides = [settings?.configuration.side, settings?.configuration.longestSide]
    guard photograph.channels == image.channels, !isResized || sides.contains(max(image.width, image.height)) else {
      throw QualityError.otherPhotograph(sample: record.id, source: record.source)
    }
    let before = photograph.resized(width: image.width, height: image.height)
    return ComparedSample(image: image, mask: mask, photograph: before, foreground: finder.product(in: before))
  }
}
