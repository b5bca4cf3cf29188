import Foundation

/// The pre-trained networks that set-up installs, and where their weights lie.
public enum BackboneName: String, Codable, CaseIterable, Sendable {
  /// EfficientNet-Lite0, ImageNet, 4.7 M parameters.
  case efficientNetLite0 = "efficientnet-lite0"
  /// EfficientNet-Lite2, ImageNet, 6.1 M parameters.
  case efficientNetLite2 = "efficientnet-lite2"

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
