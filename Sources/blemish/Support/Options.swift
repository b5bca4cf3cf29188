import ArgumentParser
import Datasets
import Detection
import Foundation
import Imaging
import Torch

/// A word out of a fixed set, with the nearest one suggested when it is none of them.
func choice<T: RawRepresentable & CaseIterable & SendableMetatype>(_ what: String) -> @Sendable (String) throws -> T
where T.RawValue == String {
  { word in
    guard let value = T(rawValue: word) else {
      throw ValidationError(NearestName.complaint(about: word, what: what, among: T.allCases.map { $0.rawValue }))
    }
    return value
  }
}

/// A path on the command line.
struct Path: ExpressibleByArgument {
  let url: URL
  init(argument: String) { url = URL(fileURLWithPath: argument) }
  var defaultValueDescription: String { url.relativePath }
}

/// How a data set lies on disk.
struct LayoutOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The data set's layout, where it should not be detected: "
        + DatasetLayout.allCases.map(\.rawValue).joined(separator: ", ") + "."),
    transform: choice("layout"))
  var layout: DatasetLayout?
}

/// How many bits of 16-bit photographs the camera used.
struct BitsOption: ParsableArguments {
  @Option(help: "Bits that the camera used of 16 in a sample (10, 12, 14, 16), where they should not be found out.")
  var bits: Int?

  func validate() throws {
    if let bits, !(8...16).contains(bits) { throw ValidationError("--bits \(bits): a camera has 8 to 16") }
  }
}

/// What data to use and how it lies on disk.
struct DatasetOptions: ParsableArguments {
  @Argument(help: "The folder of one product (MVTec AD, VisA, BTAD, or any folder of images), or a CSV list.")
  var dataset: Path

  @OptionGroup var layout: LayoutOption

  @Option(
    help: """
      Annotations that do not lie beside the photographs: a folder of masks, labelme, YOLO or Pascal VOC files, or a COCO \
      file.
      """)
  var annotations: Path?

  @Option(
    help: """
      light or dark: which pixels of masks are the defect. To be said where masks mark most of the picture: dark ones are \
      inverted, light ones are right.
      """, transform: choice("kind of pixel"))
  var defectIs: MaskConvention?

  @OptionGroup var camera: BitsOption

  /// Opens the data set.
  /// - Parameter bits: what a model's own photographs had, for data that it is to judge.
  func open(bits: Int? = nil) throws -> Dataset {
    try Dataset.open(
      dataset.url, layout: layout.layout,
      reading: DatasetReading(annotations: annotations?.url, masks: defectIs, bits: camera.bits ?? bits))
  }

  /// Opens the data set, unless results in `out` would be taken for photographs of it later.
  func open(writingTo out: Path, bits: Int? = nil) throws -> Dataset {
    let dataset = try open(bits: bits)
    let (root, folder) = (dataset.root.resolvingSymlinksInPath().path, out.url.resolvingSymlinksInPath().path)
    guard dataset.layout != .folder || !(folder + "/").hasPrefix(root + "/") else {
      throw UserError("\(out.url.path): lies in the data set, all of whose folders are read; choose another --out")
    }
    return dataset
  }
}

/// What becomes of a data set with something odd about it.
struct CheckOptions: ParsableArguments {
  @Flag(help: "Stop at warnings about the data set, too, instead of going on without the photographs concerned.")
  var strict = false
}

/// Where to compute.
struct ComputeOptions: ParsableArguments {
  @Option(help: "cpu or cuda.", transform: choice("device"))
  var device: ComputeDevice = .cpu

  @Option(help: "Threads; all cores when not given.")
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads \(threads): at least 1 is needed") }
  }

  /// Sets the threads and hands out the device.
  func prepare() throws -> Device {
    if let threads {
      setThreads(threads)
      Concurrency.limit(to: threads)
    }
    let device = self.device == .cpu ? Device.cpu : Device.cuda
    guard device.isAvailable else {
      throw UserError(
        "--device \(self.device.rawValue): there is none that torch can use here; leave it out to use the CPU")
    }
    return device
  }
}

/// The devices a user can name.
enum ComputeDevice: String, CaseIterable {
  case cpu, cuda
}

/// Whether a model is also measured on changed photographs.
struct RobustnessOptions: ParsableArguments {
  @Flag(
    name: .customLong("robustness"),
    help: """
      Judge the test photographs again with light ± 10 %, as JPEG of quality 90, with noise σ 2/255, blurred by σ 0.7 px, \
      shifted 6 px and turned 2°: robustness.json and robustness.csv.
      """)
  var isMeasured = false
}

/// How results are shown.
struct ConsoleOptions: ParsableArguments {
  @Flag(help: "Results as JSON on stdout.")
  var json = false

  @Flag(help: "No progress on stderr.")
  var quiet = false
}
