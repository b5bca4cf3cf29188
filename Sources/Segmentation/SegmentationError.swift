import Torch

/// What can go wrong between samples and a trained segmenter.
public enum SegmentationError: Error, CustomStringConvertible, Equatable {
  /// A setting lies outside its range.
  case invalidConfiguration(name: String, reason: String)
  /// A file of pre-trained weights does not hold this network's backbone; the misfits are those of its tensors.
  case unsuitableWeights(path: String, misfits: [String])
  /// There is nothing to learn from.
  case noSamples(path: String)
  /// A sample's mask has another size than its image.
  case maskSize(path: String)
  /// A sample's type is none of the segmenter's classes.
  case unknownClass(name: String, known: [String])
  /// The loss is not a number any more.
  case diverged(step: Int)
  /// The user asked to stop; what is needed to go on is in `checkpoint`, `nil` where the work begins anew.
  case interrupted(checkpoint: String?)
  /// A checkpoint belongs to another training.
  case otherTraining(path: String)
  /// A model folder is not one, or of another version.
  case unreadableModel(path: String, reason: String)

  /// Whether the user asked for it.
  public var isInterruption: Bool { if case .interrupted = self { true } else { false } }

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .invalidConfiguration(let name, let reason): "\(name): \(reason)"
    case .unsuitableWeights(let path, let misfits):
      "\(path): not the weights of this network's backbone: \(misfits.prefix(5).joined(separator: "; "))"
        + (misfits.count > 5 ? "; and \(misfits.count - 5) more" : "")
        + ". docs/segmentation.md lists the names that are understood"
    case .noSamples(let path): "\(path): no samples to learn from; `blemish synthesize` makes them"
    case .maskSize(let path): "\(path): the mask has another size than its image"
    case .unknownClass(let name, let known):
      "the defect type \(name) is none of the classes \(known.joined(separator: ", ")); name it as a class, "
        + "or train without types"
    case .diverged(let step):
      "the loss is not a number at step \(step): lower the learning rate, or look for broken samples"
    case .interrupted(let checkpoint?): "stopped; the same command with --resume goes on from \(checkpoint)"
    case .interrupted(nil): "stopped; run the same command again"
    case .otherTraining(let path):
      "\(path): belongs to a training with other data or settings; remove it, or repeat the settings it was made with"
    case .unreadableModel(let path, let reason): "\(path): \(reason)"
    }
  }
}

extension SegmentationError {
  /// Why a training ended early, as this target says it.
  init(_ stop: TrainingStop) {
    switch stop {
    case .diverged(let step): self = .diverged(step: step)
    case .interrupted(let checkpoint): self = .interrupted(checkpoint: checkpoint)
    case .otherTraining(let checkpoint): self = .otherTraining(path: checkpoint)
    }
  }
}
