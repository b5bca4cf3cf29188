/// What can go wrong with a diffusion generator.
public enum DiffusionError: Error, Equatable, CustomStringConvertible {
  /// A setting has no sensible meaning.
  case invalidConfiguration(name: String, reason: String)
  /// A loss is not a number any more.
  case diverged(step: Int)
  /// A folder holds no generator.
  case noGenerator(path: String)
  /// A file is no diffusion generator, or of another version.
  case unreadable(path: String, reason: String)
  /// A checkpoint, or a folder, is of a training with other settings; those that are known to differ are named.
  case otherTraining(path: String, differences: [String] = [])
  /// There is no photograph of a defect, or of a type, with a mask to learn from.
  case noDefects(type: String?)
  /// A photograph is smaller than the network's pictures.
  case smallPhotograph(path: String, width: Int, height: Int, least: Int)
  /// The caller asked to stop.
  case cancelled

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .invalidConfiguration(let name, let reason): "\(name): \(reason)"
    case .diverged(let step):
      "the diffusion generator's loss is not a number at step \(step): lower the learning rates, or raise the weight of R1"
    case .noGenerator(let path):
      "\(path): holds no generator; give a folder in which `blemish train-generator` has come to its end"
    case .unreadable(let path, let reason): "\(path): \(reason); train the generator anew"
    case .otherTraining(let path, let differences):
      "\(path): is of a training with other settings"
        + (differences.isEmpty ? "" : " (\(differences.joined(separator: "; ")))")
        + "; choose an empty folder, or repeat the former settings"
    case .noDefects(nil):
      "there is no photograph of a defect to learn from: put some into test/<type>, and their masks into ground_truth/<type>"
    case .noDefects(let type?):
      "\(type): no photograph that may be learned from has a mask with a defect; draw masks, or name other types"
    case .smallPhotograph(let path, let width, let height, let least):
      "\(path): \(width) × \(height) px is smaller than the \(least) px that the network sees; enlarge photographs with --side"
    case .cancelled: "stopped on request; the training goes on from its last checkpoint"
    }
  }

  /// Throws ``invalidConfiguration(name:reason:)`` unless `condition` holds.
  static func require(_ condition: Bool, _ name: String, _ reason: @autoclosure () -> String) throws {
    guard condition else { throw DiffusionError.invalidConfiguration(name: name, reason: reason()) }
  }
}
