/// What can go wrong with a fine stage that learns.
public enum RefinementError: Error, Equatable, CustomStringConvertible {
  /// A setting has no sensible meaning.
  case invalidConfiguration(name: String, reason: String)
  /// The photographs gave too few patches to learn from.
  case tooFewPatches(count: Int, needed: Int)
  /// The loss is not a number any more.
  case diverged(step: Int)
  /// A file is no network, or of another version.
  case unreadable(path: String, reason: String)
  /// A file holds a network of other photographs or settings.
  case otherTraining(path: String)
  /// The caller asked to stop.
  case cancelled

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .invalidConfiguration(let name, let reason): "\(name): \(reason)"
    case .tooFewPatches(let count, let needed):
      "the photographs gave \(count) patches for the fine stage to learn from, at least \(needed) are needed: give more "
        + "photographs, or let more families of defects take part"
    case .diverged(let step): "the fine stage's loss is not a number at step \(step): are the photographs blank?"
    case .unreadable(let path, let reason): "\(path): \(reason); remove it, and it is made anew"
    case .otherTraining(let path):
      "\(path): was trained on other photographs or settings; choose an empty folder, or repeat the former settings"
    case .cancelled: "stopped on request; the training of the fine stage begins anew next time"
    }
  }
}
