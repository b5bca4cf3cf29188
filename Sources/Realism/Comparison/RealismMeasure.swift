/// One way to say how near synthetic defects are to real ones; raw values are the names in JSON.
public enum RealismMeasure: String, Codable, Sendable, CaseIterable {
  /// Width along the skeleton.
  case lineWidth = "line_width"
  /// Arc over chord of the branches.
  case tortuosity
  /// Angle between branches.
  case branchingAngle = "branching_angle"
  /// Box-counting dimension of the mask.
  case boxDimension = "box_dimension"
  /// Change of brightness across the edge against the texture around.
  case gradientJump = "gradient_jump"
  /// Energies of nine wavelet sub-bands against those around.
  case waveletEnergy = "wavelet_energy"
  /// Fréchet distance of backbone features.
  case frechet
  /// Kernel distance of backbone features.
  case kernel

  /// Whether the measure makes sense for lines only.
  public var isForLines: Bool { [.lineWidth, .tortuosity, .branchingAngle, .boxDimension].contains(self) }

  /// The measure in words.
  /// - Parameter backbone: what the features are of, as in "EfficientNet-Lite0 stride-8".
  public func title(backbone: String) -> String {
    switch self {
    case .lineWidth: "line width"
    case .tortuosity: "tortuosity"
    case .branchingAngle: "branching angle"
    case .boxDimension: "box-counting dimension"
    case .gradientJump: "gradient jump at the edge"
    case .waveletEnergy: "wavelet energies"
    case .frechet: "\(backbone) Fréchet"
    case .kernel: "\(backbone) kernel"
    }
  }
}
