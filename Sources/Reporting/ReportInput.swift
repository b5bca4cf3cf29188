import Imaging
import Metrics

/// All that a report shows. `RunFolder.load()` reads it from a run's folder; a program may also fill it in itself.
public struct ReportInput: Sendable {
  /// What was run, and how.
  public var configuration: RunConfiguration
  /// The measures.
  public var evaluation: EvaluationReport
  /// The curves behind the measures.
  public var curves: EvaluationCurves
  /// One line for each test image.
  public var predictions: [PredictionRecord]
  /// Pictures with heat maps.
  public var cases: [ReportCase]
  /// Some of the synthetic samples that the model was trained on.
  public var samples: [ReportSample]
  /// How much each sample counted, where they did not all count alike.
  public var weights: ReportWeights?
  /// How the decisions move when the test photographs change, where that was measured.
  public var robustness: RobustnessReport?

  /// A report's input; everything but the measures may be empty, and is then left out of the report.
  public init(
    configuration: RunConfiguration, evaluation: EvaluationReport, curves: EvaluationCurves = .init(),
    predictions: [PredictionRecord] = [], cases: [ReportCase] = [], samples: [ReportSample] = [],
    weights: ReportWeights? = nil, robustness: RobustnessReport? = nil
  ) {
    self.configuration = configuration
    self.evaluation = evaluation
    self.curves = curves
    self.predictions = predictions
    self.cases = cases
    self.samples = samples
    self.weights = weights
    self.robustness = robustness
  }
}

/// The curves of an evaluation: what `curves.json` holds.
public struct EvaluationCurves: Codable, Equatable, Sendable {
  /// Of the images' scores.
  public var image: RankingCurveSet?
  /// Of the pixels' scores.
  public var pixel: PixelCurveSet?

  /// Curves, where they are defined.
  public init(image: RankingCurveSet? = nil, pixel: PixelCurveSet? = nil) { (self.image, self.pixel) = (image, pixel) }
}

/// A test image that is shown with its heat map.
public struct ReportCase: Sendable {
  /// Why it is shown.
  public enum Role: String, Codable, CaseIterable, Sendable {
    /// A defective image with a high score.
    case clear
    /// A defective image with a low score.
    case hard
    /// A good image with a high score.
    case alarming
  }

  /// Why it is shown.
  public var role: Role
  /// Path, label, type, score and decision.
  public var prediction: PredictionRecord
  /// The photograph.
  public var image: Image
  /// The true mask, of the photograph's size, where there is one.
  public var mask: Mask?
  /// Anomaly in [0, 1] for each pixel, of the photograph's size; 0.5 is the threshold.
  public var map: Plane

  /// A case; mask and map have the size of the image.
  public init(role: Role, prediction: PredictionRecord, image: Image, mask: Mask?, map: Plane) {
    precondition((map.width, map.height) == (image.width, image.height), "the map has the image's size")
    precondition(mask.map { ($0.width, $0.height) == (image.width, image.height) } ?? true, "so has the mask")
    (self.role, self.prediction, self.image, self.mask, self.map) = (role, prediction, image, mask, map)
  }
}

/// A synthetic sample that is shown with its mask.
public struct ReportSample: Sendable {
  /// The family of the defect, and its kind where that is finer.
  public var family: String
  /// Physical parameters by name with unit.
  public var parameters: [String: Double]
  /// The synthetic photograph.
  public var image: Image
  /// Its mask, of the same size.
  public var mask: Mask

  /// A sample; the mask has the size of the image.
  public init(family: String, parameters: [String: Double], image: Image, mask: Mask) {
    precondition((mask.width, mask.height) == (image.width, image.height), "the mask has the image's size")
    (self.family, self.parameters, self.image, self.mask) = (family, parameters, image, mask)
  }
}
