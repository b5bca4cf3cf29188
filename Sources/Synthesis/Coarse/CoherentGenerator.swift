import Physics
import Randomness

/// Another generator's samples, made coherent with their surroundings by the coarse stage, and their detail restored by
/// a fine one.
public struct CoherentGenerator: SampleGenerator {
  private let base: any SampleGenerator
  private let stage: CoarseStage
  private let fine: (any FineStage)?

  /// A generator whose samples pass through `stage`, then through `fine` where it is given.
  public init(_ base: any SampleGenerator, stage: CoarseStage, fine: (any FineStage)? = nil) {
    (self.base, self.stage, self.fine) = (base, stage, fine)
  }

  /// The other generator's name with the stages'.
  public var name: String { [base.name, "coarse", fine?.name].compactMap(\.self).joined(separator: "+") }

  /// The other generator's kinds.
  public var families: [String] { base.families }

  /// What the other generator calls a family.
  public func label(of family: String) -> SampleLabel { base.label(of: family) }

  /// What the other generator has learned from.
  public var learnedFrom: [String] { base.learnedFrom }

  /// One sample of a family; nil where this attempt gave nothing acceptable.
  public func generate(
    family: String, on surface: Surface, insistence: Double, using stream: inout RandomStream
  ) throws -> GeneratedDefect? {
    guard let pasted = try base.generate(family: family, on: surface, insistence: insistence, using: &stream),
      let coherent = stage.refine(pasted.rendering, on: surface)
    else { return nil }
    let refined = fine.map { $0.refine(coherent, pasted: pasted.rendering, on: surface) } ?? coherent
    return refined.map { GeneratedDefect(rendering: $0, parameters: pasted.parameters, decoy: pasted.decoy) }
  }
}
