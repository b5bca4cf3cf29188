import Foundation

/// What `metrics.json` holds: all measures of one evaluation. Undefined values are absent, never 0.
public struct EvaluationReport: Codable, Sendable, Equatable {
  /// The measures of one defect type against all good images, or their means over types.
  public struct TypeMetrics: Codable, Sendable, Equatable {
    /// Images of the type; of all types in the means.
    public var count: Int
    /// One score an image.
    public var image: ImageMetrics?
    /// One score a pixel; absent where no image of the type has a mask.
    public var pixel: PixelMetrics?

    /// The measures of a type.
    public init(count: Int, image: ImageMetrics?, pixel: PixelMetrics?) {
      (self.count, self.image, self.pixel) = (count, image, pixel)
    }
  }

  /// How long things took.
  public struct Timing: Codable, Sendable, Equatable {
    /// Wall-clock time of training, s.
    public var trainSeconds: Double?
    /// Mean wall-clock time of one prediction, decoding included, ms.
    public var predictMillisecondsPerImage: Double?

    enum CodingKeys: String, CodingKey {
      case trainSeconds = "train_s"
      case predictMillisecondsPerImage = "predict_ms_per_image"
    }

    /// Times, each where it is known.
    public init(trainSeconds: Double? = nil, predictMillisecondsPerImage: Double? = nil) {
      (self.trainSeconds, self.predictMillisecondsPerImage) = (trainSeconds, predictMillisecondsPerImage)
    }
  }

  /// 95 % bootstrap intervals by the measures' names (`auroc`, `ap` …).
  public struct Intervals: Codable, Sendable, Equatable {
    /// Of the image measures.
    public var image: [String: Interval]
    /// Of the pixel measures.
    public var pixel: [String: Interval]

    /// Intervals by name.
    public init(image: [String: Interval] = [:], pixel: [String: Interval] = [:]) {
      (self.image, self.pixel) = (image, pixel)
    }
  }

  /// One score an image, all defects pooled.
  public var image: ImageMetrics
  /// One score a pixel, all defects pooled.
  public var pixel: PixelMetrics
  /// Each defect type against all good images.
  public var perType: [String: TypeMetrics]
  /// Means over the defect types; absent without types.
  public var perTypeMean: TypeMetrics?
  /// 95 % bootstrap intervals over images.
  public var intervals: Intervals
  /// The image score from which an image counts as anomalous.
  public var threshold: Double
  /// How long things took.
  public var timing: Timing
  /// The fingerprint of the training data and settings.
  public var fingerprint: String
  /// The run's seed.
  public var seed: UInt64

  enum CodingKeys: String, CodingKey {
    case image, pixel, intervals, threshold, timing, fingerprint, seed
    case perType = "per_type"
    case perTypeMean = "per_type_mean"
  }

  /// A report with all its fields; the means over types are derived.
  public init(
    image: ImageMetrics, pixel: PixelMetrics, perType: [String: TypeMetrics], intervals: Intervals, threshold: Double,
    timing: Timing, fingerprint: String, seed: UInt64
  ) {
    self.image = image
    self.pixel = pixel
    self.perType = perType
    self.perTypeMean = TypeMetrics(meanOf: perType)
    self.intervals = intervals
    self.threshold = threshold
    self.timing = timing
    self.fingerprint = fingerprint
    self.seed = seed
  }

  /// The report as indented JSON: keys sorted, numbers in their shortest exact form, so equal reports have equal bytes.
  ///
  /// - Throws: `EncodingError` when the threshold or a time is not finite.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads a `metrics.json`.
  public static func read(_ url: URL) throws -> EvaluationReport {
    try JSONDecoder().decode(EvaluationReport.self, from: Data(contentsOf: url))
  }
}

extension EvaluationReport.TypeMetrics {
  /// Means over types, each over the types for which the value is defined; `nil` without types.
  init?(meanOf types: [String: Self]) {
    guard !types.isEmpty else { return nil }
    let ordered = types.sorted { $0.key < $1.key }.map(\.value)
    let mean = { (value: (Self) -> Double?) -> Double? in
      let defined = ordered.compactMap(value)
      return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
    }
    self.init(
      count: ordered.reduce(0) { $0 + $1.count },
      image: ImageMetrics(
        auroc: mean { $0.image?.auroc }, averagePrecision: mean { $0.image?.averagePrecision },
        f1Max: mean { $0.image?.f1Max }),
      pixel: PixelMetrics(
        auroc: mean { $0.pixel?.auroc }, averagePrecision: mean { $0.pixel?.averagePrecision },
        f1Max: mean { $0.pixel?.f1Max }, aupro: mean { $0.pixel?.aupro }, meanIoU: mean { $0.pixel?.meanIoU },
        accuracy: mean { $0.pixel?.accuracy }))
  }
}
