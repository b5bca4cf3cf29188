import ArgumentParser
import Datasets
import Foundation
import Segmentation

/// What is trained.
enum TrainingTask: String, CaseIterable {
  /// A detector: good parts, and what deviates from them.
  case detect
  /// A segmenter: a network that knows nothing but samples and good photographs.
  case segment
}

/// In which order a segmenter is shown samples of two kinds.
struct SampleOrderOption: ParsableArguments {
  @Option(
    help: """
      Of a segmenter's training on learned samples and others, the share of the steps in which the others are shown, alone, \
      before the learned ones, alone; 0 shows both throughout. When not given, 0 for efficientnet and 0.25 for random weights.
      """)
  var mechanismsFirst: Double?

  /// Whether anything was given.
  var isGiven: Bool { mechanismsFirst != nil }

  func validate() throws {
    guard let share = mechanismsFirst, !(0...1).contains(share) else { return }
    throw ValidationError("--mechanisms-first \(share): lies in 0 ... 1")
  }

  /// Changes a training to the order given.
  func apply(to training: inout SegmentationTraining) {
    if let mechanismsFirst { training.mechanismsFirst = mechanismsFirst }
  }
}

/// How a segmenter is made, as given on the command line.
struct SegmenterOptions: ParsableArguments {
  @Option(
    help:
      "With --task segment: bisenetv2 or segformer, of the papers, or efficientnet, ours, which begins with pre-trained weights.",
    transform: choice("network"))
  var network: NetworkName?

  @Option(help: "With --task segment: steps of training; 400 for efficientnet and 1600 for the others when not given.")
  var steps: Int?

  @OptionGroup var order: SampleOrderOption

  @Option(help: "With --task segment: side that photographs are resized to, px; 128 when not given.")
  var side: Int?

  @Flag(help: "With --task segment: each type of the samples is a class of its own.")
  var byType = false

  /// Whether anything was given.
  var isGiven: Bool { network != nil || steps != nil || side != nil || byType || order.isGiven }

  /// The settings for samples.
  func configuration(for samples: SampleSet) throws -> SegmenterConfiguration {
    guard let network else {
      throw ValidationError("--task segment: name the network, --network bisenetv2, segformer or efficientnet")
    }
    var configuration = SegmenterConfiguration(network)
    if byType { configuration.classes = Set(samples.records.map(\.kind)).sorted() }
    if let steps { configuration.training = configuration.training.lasting(steps) }
    order.apply(to: &configuration.training)
    if let side { configuration.side = side }
    return configuration
  }
}
