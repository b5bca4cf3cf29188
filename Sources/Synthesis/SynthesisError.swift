/// What can go wrong while samples are made.
public enum SynthesisError: Error, Equatable, CustomStringConvertible {
  /// There is no photograph to put defects into.
  case noPhotographs
  /// A setting has no sensible meaning.
  case invalidConfiguration(name: String, reason: String)
  /// The output folder holds samples that were made with other settings, another seed or of other photographs.
  case otherSettings(folder: String, differences: [String])
  /// No attempt gave a visible defect on a photograph.
  case nothingVisible(source: String, attempts: Int)
  /// The region given for a photograph has too few pixels on the product.
  case noRoom(source: String, area: Int, needed: Int)
  /// Masks that were given cannot be used.
  case noRegions(path: String, reason: String)
  /// The caller asked to stop; what is finished stays and a later run goes on from there.
  case cancelled

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .noPhotographs:
      "there is no photograph to put defects into: give at least one good image"
    case .invalidConfiguration(let name, let reason):
      "\(name): \(reason)"
    case .otherSettings(let folder, let differences):
      "\(folder) holds samples of other settings or photographs (\(differences.joined(separator: "; "))): choose an empty "
        + "folder, or repeat the former settings"
    case .nothingVisible(let source, let attempts):
      "\(source): none of \(attempts) attempts gave a visible defect; is the picture blank, or its foreground tiny?"
    case .noRoom(let source, let area, let needed):
      "\(source): its region of interest has \(area) px on the product, at least \(needed) are needed: draw it larger, or "
        + "on the product, or turn off the search for the product"
    case .noRegions(let path, let reason):
      "\(path): \(reason)"
    case .cancelled:
      "stopped on request; the same call goes on from here"
    }
  }
}
