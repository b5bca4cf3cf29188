import Imaging
import Physics
import Randomness

/// A way to make defective pictures from a good one.
public protocol SampleGenerator: Sendable {
  /// Stable name, stored beside the samples.
  var name: String { get }
  /// The kinds that take turns; each becomes the `family` of its samples.
  var families: [String] { get }
  /// One sample of a family.
  /// - Parameter insistence: 0 at the first attempt … 1 at the last: generators then prefer what is easy to see.
  /// - Returns: nil where this attempt gave nothing acceptable.
  /// - Throws: `SynthesisError` or `PhysicsError`; a generator that has learned, its own error.
  func generate(
    family: String, on surface: Surface, insistence: Double, using stream: inout RandomStream
  ) throws -> GeneratedDefect?
  /// What samples of a family are called in their records.
  func label(of family: String) -> SampleLabel
  /// Photographs of real defects that it has learned from, which are no test of what learns from its samples: SHA-256 of
  /// their files.
  var learnedFrom: [String] { get }
}

extension SampleGenerator {
  /// The family's own name, and no finer type.
  public func label(of family: String) -> SampleLabel { SampleLabel(family: family) }

  /// Nothing.
  public var learnedFrom: [String] { [] }
}

/// What a sample is called.
public struct SampleLabel: Sendable, Equatable {
  /// The family, or the way in which the sample was made.
  public let family: String
  /// The kind of defect, where it is finer than the family.
  public let type: String?

  /// A name.
  public init(family: String, type: String? = nil) { (self.family, self.type) = (family, type) }
}

/// A picture with a defect and what is known of it.
public struct GeneratedDefect: Sendable {
  /// The picture, the mask of changed pixels and the coverage.
  public let rendering: Rendering
  /// Parameters by name with unit.
  public let parameters: [String: Double]
  /// Pictures of how it came about, where they were asked for.
  public let trace: [Image]
  /// The photograph with what the way of drawing leaves in the region, and no defect; nil where it leaves nothing.
  public let decoy: Image?

  /// A generated defect.
  public init(rendering: Rendering, parameters: [String: Double], trace: [Image] = [], decoy: Image? = nil) {
    (self.rendering, self.parameters, self.trace, self.decoy) = (rendering, parameters, trace, decoy)
  }
}

/// Defects from mechanisms: the models of `Physics`, drawn over the whole range of sizes, contrasts and places.
public struct MechanismGenerator: SampleGenerator {
  /// Stable name, stored beside the samples.
  public let name = "mechanisms"
  private let configuration: SynthesisConfiguration
  private let renderer: DefectRenderer

  /// A generator of the configured families and severities.
  public init(_ configuration: SynthesisConfiguration) {
    self.configuration = configuration
    renderer = DefectRenderer(visibilityThreshold: configuration.visibilityThreshold)
  }

  /// The kinds that take turns.
  public var families: [String] { configuration.families.map(\.rawValue) }

  /// One sample of a family; nil where this attempt gave nothing acceptable.
  public func generate(
    family: String, on surface: Surface, insistence: Double, using stream: inout RandomStream
  ) throws -> GeneratedDefect? {
    guard let family = DefectFamily(rawValue: family) else { preconditionFailure("\(family) is no defect family") }
    let least = configuration.leastSeverity
    let floor = least + insistence * (configuration.greatestSeverity - least)
    let severity = stream.uniform(floor...configuration.greatestSeverity)
    let several = configuration.greatestCount > 1 && stream.bernoulli(1.0 / 3)
    let count = several ? stream.integer(2...configuration.greatestCount) : 1
    var defects: [Defect] = []
    for index in 0..<count {
      var own = stream.split(index)
      if let defect = try family.draw(severity: severity, on: surface, using: &own) { defects.append(defect) }
    }
    let visible = configuration.leastContrast(on: surface)
    guard let first = defects.first,
      let rendering = renderer.render(defects, on: surface, leastContrast: visible, using: &stream)
    else { return nil }
    var parameters = first.parameters
    parameters["severity"] = severity
    parameters["instances"] = Double(defects.count)
    return GeneratedDefect(rendering: rendering, parameters: parameters)
  }
}
