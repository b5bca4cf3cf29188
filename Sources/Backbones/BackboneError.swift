/// What can go wrong with pre-trained networks.
public enum BackboneError: Error, CustomStringConvertible, Equatable {
  /// The pre-trained weights are in none of the places looked at.
  case missingWeights(name: String, searched: [String])
  /// A weights file lacks a tensor.
  case unsuitableWeights(path: String, missing: String)
  /// A tensor of a weights file has another shape than the network needs.
  case misshapenTensor(path: String, name: String, found: [Int], expected: [Int])
  /// A weights file holds a tensor that a network of that name does not have.
  case foreignTensor(path: String, name: String, backbone: BackboneName)
  /// A network of one kind was asked of the code for another.
  case otherArchitecture(name: BackboneName, wanted: String)

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .missingWeights(let name, let searched):
      "the backbone weights \(name) are in none of: \(searched.joined(separator: ", ")). "
        + "\(Self.remedy(name)), or name their folder in BLEMISH_WEIGHTS"
    case .unsuitableWeights(let path, let missing):
      "\(path): no tensor named \(missing), so these are not the weights of this backbone. \(Self.remedy(path))"
    case .misshapenTensor(let path, let name, let found, let expected):
      "\(path): \(name) has the shape \(found), not \(expected), so these are not the weights of this backbone. "
        + Self.remedy(path)
    case .foreignTensor(let path, let name, let backbone):
      "\(path): \(name) is no part of \(backbone.rawValue), so these are the weights of another network. "
        + Self.remedy(path)
    case .otherArchitecture(let name, let wanted):
      "\(name.rawValue) is not \(wanted): name a backbone that is one"
    }
  }

  /// How to get the weights whose file is at `path`.
  private static func remedy(_ path: String) -> String {
    let name = BackboneName.allCases.first { path.hasSuffix($0.fileName) }
    guard let name, !name.isInstalledBySetUp else { return "Run `make setup` again" }
    return "Convert them: tools/convert_weights.py FILE \(name.rawValue) (docs/backbones.md says where FILE comes from)"
  }
}
