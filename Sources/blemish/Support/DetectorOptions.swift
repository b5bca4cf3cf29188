import ArgumentParser
import Detection
import Foundation

/// How a detector is made, as given on the command line.
struct DetectorOptions: ParsableArguments {
  @Option(help: "quick, standard or thorough.", transform: choice("profile"))
  var profile: Profile = .standard

  @Option(help: "Cut images into tiles of this side, px, instead of shrinking them: for large images and thin defects.")
  var tile: Int?

  @Option(name: .customLong("false-positive-rate"), help: "Share of good images that the threshold may flag.")
  var falsePositiveRate: Double?

  @Option(
    help: """
      How much each synthetic sample counts: uniform, sqe (by estimated quality), learned (by what helps on held-out \
      samples), or shuffled (a control: the weights of sqe, dealt at random).
      """, transform: choice("weighting"))
  var weights: SampleWeighting?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Any other setting of detector.json, as in headWeight=0.7 or head.steps=800.", valueName: "name=value"))
  var settings: [String] = []

  /// Whether anything but the profile was given.
  var isGiven: Bool { tile != nil || falsePositiveRate != nil || weights != nil || !settings.isEmpty }

  /// The profile's settings with what was given changed.
  func configuration() throws -> DetectorConfiguration {
    var configuration = profile.configuration
    if let tile { configuration.tiling = .init(side: tile) }
    if let falsePositiveRate { configuration.imageFalsePositiveRate = falsePositiveRate }
    if let weights { configuration.head.weights = weights }
    for setting in settings { configuration = try Self.changed(configuration, by: setting) }
    try configuration.validate()
    return configuration
  }

  /// Settings are changed in their JSON form, so that every field can be named as it stands in `detector.json`.
  private static func changed(_ configuration: DetectorConfiguration, by setting: String) throws
    -> DetectorConfiguration
  {
    let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw ValidationError("--set \(setting): a name and a value, as in headWeight=0.7") }
    guard var tree = try JSONSerialization.jsonObject(with: JSONEncoder().encode(configuration)) as? [String: Any],
      let value = try? JSONSerialization.jsonObject(with: Data(parts[1].utf8), options: .fragmentsAllowed)
    else { throw ValidationError("--set \(setting): the value is no number, true, false or JSON") }
    let path = parts[0].split(separator: ".").map(String.init)
    guard try replace(&tree, path[...], value) else {
      throw ValidationError(NearestName.complaint(about: parts[0], what: "setting", among: names(tree)))
    }
    do {
      return try JSONDecoder().decode(DetectorConfiguration.self, from: JSONSerialization.data(withJSONObject: tree))
    } catch { throw ValidationError("--set \(setting): the value has the wrong type") }
  }

  private static func replace(_ tree: inout [String: Any], _ path: ArraySlice<String>, _ value: Any) throws -> Bool {
    guard let name = path.first, let old = tree[name] else { return false }
    guard path.count > 1 else {
      tree[name] = value
      return true
    }
    guard var branch = old as? [String: Any] else { return false }
    defer { tree[name] = branch }
    return try replace(&branch, path.dropFirst(), value)
  }

  private static func names(_ tree: [String: Any]) -> [String] {
    tree.sorted { $0.key < $1.key }.flatMap { name, value -> [String] in
      guard let branch = value as? [String: Any] else { return [name] }
      return names(branch).map { "\(name).\($0)" }
    }
  }
}
