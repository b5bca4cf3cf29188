import Physics
import Randomness

/// Another generator's samples, made coherent with their surroundings by the coarse stage.
public struct CoherentGenerator: SampleGenerator {
  private let base: any SampleGenerator
  private let stage: CoarseStage

  /// A generator whose samples pass through `stage`.
  public init(_ base: any SampleGenerator, stage: CoarseStage) { (self.base, self.stage) = (base, stage) }

  /// The other generator's name with the stage's.
  public var name: String { base.name + "+coarse" }

  /// The other generator's kinds.
  public var families: [String] { base.families }

  /// One sample of a family; nil where this attempt gave nothing acceptable.
  public func generate(
    family: String, on surface: Surface, insistence: Double, using stream: inout RandomStream
  ) throws -> GeneratedDefect? {
    let pasted = try base.generate(family: family, on: surface, insistence: insistence, using: &stream)
    return pasted.flatMap { pasted in
      stage.refine(pasted.rendering, on: surface)
        .map { GeneratedDefect(rendering: $0, parameters: pasted.parameters) }
    }
  }
}
