import Imaging

extension Mask {
  /// Planes, of the mask's size, with the mask's pixels replaced by the harmonic function that continues the rest:
  /// Δu = 0 on the mask, u given on all other pixels, no flux through the border of the picture. It is the smoothest
  /// filling in the sense of ∫|∇u|², a stretched membrane, and has no extrema inside. Where the mask is the whole picture
  /// nothing is changed.
  /// - Parameter tolerance: residual at which the iteration stops, against the fixed values along the mask's edge.
  public func harmonicFill(_ planes: [Plane], tolerance: Double = 1e-5) -> [Plane] {
    precondition(planes.allSatisfy { $0.width == width && $0.height == height }, "planes of the mask's size")
    guard values.contains(0) else { return planes }
    let solver = MultigridPoisson<Float>(unknowns: self)
    return planes.map { plane in
      var filled = plane
      solver.solve(&filled.values, tolerance: tolerance)
      return filled
    }
  }
}

extension Plane {
  /// The plane with the pixels of `mask` replaced by the harmonic function that continues the rest; see
  /// `Mask.harmonicFill`.
  public func harmonicFill(_ mask: Mask, tolerance: Double = 1e-5) -> Plane {
    mask.harmonicFill([self], tolerance: tolerance)[0]
  }
}
