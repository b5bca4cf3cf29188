/// What can go wrong with pre-trained networks.
public enum BackboneError: Error, CustomStringConvertible, Equatable {
  /// The pre-trained weights are in none of the places looked at.
  case missingWeights(name: String, searched: [String])
  /// A weights file lacks a tensor.
  case unsuitableWeights(path: String, missing: String)

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .missingWeights(let name, let searched):
      "the backbone weights \(name) are in none of: \(searched.joined(separator: ", ")). "
        + "Run `make setup`, or name their folder in BLEMISH_WEIGHTS"
    case .unsuitableWeights(let path, let missing):
      "\(path): no tensor named \(missing), so these are not the weights of this backbone; run `make setup` again"
    }
  }
}
