/// A rectangle of square bilinear elements; nodes at their corners, numbered row by row.
public struct PlateGrid: Sendable, Equatable {
  /// Elements along x.
  public let columns: Int
  /// Elements along y.
  public let rows: Int
  /// Side of an element, in any unit of length.
  public let spacing: Double

  /// A grid of at least one element.
  public init(columns: Int, rows: Int, spacing: Double) {
    precondition(columns > 0 && rows > 0 && spacing > 0, "a plate has elements of positive size")
    (self.columns, self.rows, self.spacing) = (columns, rows, spacing)
  }

  /// Number of elements.
  public var elementCount: Int { columns * rows }

  /// Number of nodes; a vector field holds the x components of all nodes, then the y components.
  public var nodeCount: Int { (columns + 1) * (rows + 1) }

  /// The number of a node.
  public func node(column: Int, row: Int) -> Int { row * (columns + 1) + column }

  /// The number of an element.
  public func element(column: Int, row: Int) -> Int { row * columns + column }

  /// The grid with half as many elements each way; nil where they cannot be halved.
  var halved: PlateGrid? {
    guard columns.isMultiple(of: 2), rows.isMultiple(of: 2), min(columns, rows) >= 4 else { return nil }
    return PlateGrid(columns: columns / 2, rows: rows / 2, spacing: 2 * spacing)
  }
}

/// An isotropic elastic sheet.
public struct SheetMaterial: Sendable, Equatable {
  /// Young's modulus, in any unit of stress.
  public var youngsModulus: Double
  /// Poisson's ratio, -1…0.5.
  public var poissonsRatio: Double

  /// A material.
  public init(youngsModulus: Double, poissonsRatio: Double) {
    precondition(youngsModulus > 0 && poissonsRatio > -1 && poissonsRatio <= 0.5, "a stable elastic material")
    (self.youngsModulus, self.poissonsRatio) = (youngsModulus, poissonsRatio)
  }

  /// In-plane bulk modulus in plane stress, E/(2(1 - ν)): the energy ½ κ (tr ε)² + μ |dev ε|² is two-dimensional.
  public var bulk: Double { youngsModulus / (2 * (1 - poissonsRatio)) }

  /// Shear modulus, E/(2(1 + ν)).
  public var shear: Double { youngsModulus / (2 * (1 + poissonsRatio)) }
}
