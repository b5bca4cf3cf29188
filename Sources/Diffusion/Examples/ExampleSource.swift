import Imaging
import Randomness
import Torch

/// What a generator learns from: real defects by type, and samples of mechanisms, each family a type of its own behind
/// them.
public struct ExampleSource: Sendable {
  /// The real defects of each type.
  public let real: [[DefectShot]]
  /// The defects of mechanisms.
  public let physics: [DefectShot]

  /// A source.
  /// - Parameters:
  ///   - real: at least one defect of each type.
  ///   - physics: may be empty.
  public init(real: [[DefectShot]], physics: [DefectShot]) {
    precondition(!real.isEmpty && real.allSatisfy { !$0.isEmpty }, "there is a real defect of each type")
    (self.real, self.physics) = (real, physics)
  }

  /// A batch; it depends on the arguments alone.
  /// - Parameters:
  ///   - count: N.
  ///   - realShare: probability that an example is real, 0…1; types are equally likely, however many defects they have.
  ///   - configuration: side and channels.
  public func batch(
    _ count: Int, realShare: Double, for configuration: DiffusionConfiguration, using stream: RandomStream
  ) -> DefectExamples {
    let (side, channels) = (configuration.side, configuration.channels)
    let drawn = concurrentMap(count) { index in
      var own = stream.split(index)
      let shot = physics.isEmpty || own.bernoulli(realShare) ? own.pick(own.pick(real)) : own.pick(physics)
      let view = shot.view(side: side, using: &own)
      return (pixels: view.picture.pixels, mask: view.mask.values, type: shot.type)
    }
    let mask = Tensor(drawn.flatMap { $0.mask.map { Float($0) } }, [count, 1, side, side])
    return DefectExamples(
      pictures: Tensor(drawn.flatMap(\.pixels), [count, channels, side, side]) * 2 - 1, mask: mask, coverage: mask,
      types: Tensor(drawn.map(\.type), [count]))
  }
}
