import Torch

/// What can go wrong between photographs and a trained, measured detector.
public enum DetectionError: Error, CustomStringConvertible, Equatable {
  /// A setting lies outside its range.
  case invalidConfiguration(name: String, reason: String)
  /// There are not enough images for a purpose.
  case tooFewImages(purpose: String, count: Int, needed: Int)
  /// The loss is not a number any more.
  case diverged(step: Int)
  /// The user asked to stop; what is needed to go on is in `checkpoint`, `nil` where the work begins anew.
  case interrupted(checkpoint: String?)
  /// A checkpoint belongs to another training.
  case otherTraining(path: String)
  /// A model folder is not one, or of another version.
  case unreadableModel(path: String, reason: String)
  /// Weights go by the estimated quality of samples, and some have none.
  case noQuality(path: String, rule: String, missing: Int, count: Int)
  /// A sample's mask and image differ in size.
  case maskSize(path: String)

  /// Whether the user asked for it.
  public var isInterruption: Bool { if case .interrupted = self { true } else { false } }

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .invalidConfiguration(let name, let reason): "\(name): \(reason)"
    case .tooFewImages(let purpose, let count, let needed):
      "\(count) image\(count == 1 ? "" : "s") for \(purpose), at least \(needed) are needed"
    case .diverged(let step):
      "the loss is not a number at step \(step): lower the learning rate, or look for broken samples"
    case .interrupted(let checkpoint?): "stopped; the same command with --resume goes on from \(checkpoint)"
    case .interrupted(nil): "stopped; run the same command again, with --resume where it has that option"
    case .otherTraining(let path):
      "\(path): belongs to a training with other data or settings; remove it, or repeat the settings it was made with"
    case .unreadableModel(let path, let reason): "\(path): \(reason)"
    case .noQuality(let path, let rule, let missing, let count):
      "\(path): \(missing) of \(count) samples have no estimated quality, which the weights '\(rule)' go by; "
        + "`blemish score` estimates it, --weights uniform does without"
    case .maskSize(let path): "\(path): the mask has another size than its image"
    }
  }
}

extension DetectionError {
  /// Why a training ended early, as this target says it.
  init(_ stop: TrainingStop) {
    switch stop {
    case .diverged(let step): self = .diverged(step: step)
    case .interrupted(let checkpoint): self = .interrupted(checkpoint: checkpoint)
    case .otherTraining(let checkpoint): self = .otherTraining(path: checkpoint)
    }
  }
}
