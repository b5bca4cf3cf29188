import Randomness

extension DefectFamily {
  /// A random defect of this family and severity at a random place of the foreground, by its procedural model.
  /// - Parameter severity: 0 (just visible) … 1 (gross).
  /// - Returns: nil where the surface leaves no room for it; the next draw may fit.
  /// - Throws: `PhysicsError.parameterOutOfRange` where drawn parameters leave their documented ranges.
  public func draw(severity: Double, on surface: Surface, using stream: inout RandomStream) throws -> Defect? {
    switch self {
    case .fractureLine: try FractureLine.draw(severity: severity, on: surface, using: &stream)
    case .pittingLoss: try PittingLoss.draw(severity: severity, on: surface, using: &stream)
    case .plasticWarpage: try PlasticWarpage.draw(severity: severity, on: surface, using: &stream)
    case .surfaceDeposit: try SurfaceDeposit.draw(severity: severity, on: surface, using: &stream)
    case .surfaceWear: try SurfaceWear.draw(severity: severity, on: surface, using: &stream)
    case .foreignMatter: try ForeignMatter.draw(severity: severity, on: surface, using: &stream)
    case .missingMaterial: try MissingMaterial.draw(severity: severity, on: surface, using: &stream)
    }
  }
}
