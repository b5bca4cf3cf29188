import Randomness

extension DefectFamily {
  /// The model that makes this family's defects.
  public var model: any DefectModel.Type {
    switch self {
    case .fractureLine: FractureLine.self
    case .crack: Crack.self
    case .crazing: Crazing.self
    case .pittingLoss: PittingLoss.self
    case .plasticWarpage: PlasticWarpage.self
    case .warp: Warp.self
    case .surfaceDeposit: SurfaceDeposit.self
    case .surfaceWear: SurfaceWear.self
    case .foreignMatter: ForeignMatter.self
    case .missingMaterial: MissingMaterial.self
    case .scratch: Scratch.self
    case .stain: Stain.self
    case .printSmear: PrintSmear.self
    case .porosity: Porosity.self
    case .fibre: Fibre.self
    case .corrosion: Corrosion.self
    case .wrinkle: Wrinkle.self
    case .burn: Burn.self
    case .dent: Dent.self
    }
  }

  /// A random defect of this family and severity at a random place of the foreground.
  /// - Parameter severity: 0 (just visible) … 1 (gross).
  /// - Returns: nil where the surface leaves no room for it; the next draw may fit.
  /// - Throws: `PhysicsError.parameterOutOfRange` where drawn parameters leave their documented ranges.
  public func draw(severity: Double, on surface: Surface, using stream: inout RandomStream) throws -> Defect? {
    try model.draw(severity: severity, on: surface, using: &stream)
  }
}
