import Foundation

/// The pre-trained networks, and where their weights lie: two that set-up installs, and those that users bring.
public enum BackboneName: String, Codable, CaseIterable, Sendable {
  /// EfficientNet-Lite0, ImageNet, 4.7 M parameters.
  case efficientNetLite0 = "efficientnet-lite0"
  /// EfficientNet-Lite2, ImageNet, 6.1 M parameters.
  case efficientNetLite2 = "efficientnet-lite2"
  /// ResNet-18, ImageNet, 11.2 M parameters without the classifier.
  case resNet18 = "resnet18"
  /// ResNet-50, ImageNet, 23.5 M parameters without the classifier.
  case resNet50 = "resnet50"
  /// Wide ResNet-50-2, ImageNet, 66.8 M parameters without the classifier.
  case wideResNet50 = "wide-resnet50-2"
  /// DINOv2 ViT-S/14, self-taught on 142 million photographs, 22.1 M parameters.
  case dinoV2Small = "dinov2-vits14"
  /// The same with four registers.
  case dinoV2SmallRegisters = "dinov2-vits14-reg"
  /// DINOv2 ViT-B/14, self-taught on 142 million photographs, 86.6 M parameters.
  case dinoV2Base = "dinov2-vitb14"
  /// The same with four registers.
  case dinoV2BaseRegisters = "dinov2-vitb14-reg"

  /// The weights' file name.
  public var fileName: String { rawValue + ".safetensors" }

  /// Where the weights are: `$BLEMISH_WEIGHTS`, else the first `.weights` folder in the folder of the program or above
  /// it, else `share/blemish/weights` beside the program's `bin`.
  /// - Throws: `BackboneError.missingWeights` with the places looked at.
  public func locate(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    program: URL = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
  ) throws -> URL {
    let folders = Self.folders(environment: environment, program: program)
    for folder in folders {
      let file = folder.appendingPathComponent(fileName)
      if FileManager.default.fileExists(atPath: file.path) { return file }
    }
    throw BackboneError.missingWeights(name: fileName, searched: folders.map(\.path))
  }

  private static func folders(environment: [String: String], program: URL) -> [URL] {
    if let named = environment["BLEMISH_WEIGHTS"] { return [URL(fileURLWithPath: named, isDirectory: true)] }
    var folders: [URL] = []
    var folder = program.resolvingSymlinksInPath().deletingLastPathComponent()
    folders.append(folder.deletingLastPathComponent().appendingPathComponent("share/blemish/weights"))
    while folder.path != "/" {
      folders.append(folder.appendingPathComponent(".weights"))
      folder = folder.deletingLastPathComponent()
    }
    return folders
  }
}
