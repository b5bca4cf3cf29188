import Imaging
import Randomness

/// A mechanism that makes defects: parameters in physical units in, fields over a box of the surface out.
///
/// A model knows neither files nor colours of the final picture. Procedural models and models that solve differential
/// equations are used alike.
public protocol DefectModel: Sendable {
  /// What the mechanism depends on.
  associatedtype Parameters: DefectParameters
  /// The family of its defects.
  static var family: DefectFamily { get }
  /// The parameters of this instance.
  var parameters: Parameters { get }
  /// A model with given parameters.
  init(_ parameters: Parameters)
  /// The defect's fields on `surface` around `seat` (px, a pixel of the foreground).
  /// - Returns: nil where the surface leaves no room for it.
  func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect?
}

extension DefectModel {
  /// The fields of a defect with random parameters of one severity at a random place.
  /// - Throws: `PhysicsError.parameterOutOfRange` where drawn parameters leave their documented ranges.
  public static func draw(
    severity: Double, on surface: Surface, using stream: inout RandomStream
  ) throws -> Defect? {
    let parameters = Parameters(severity: severity, fieldOfView: surface.fieldOfView, using: &stream)
    try parameters.validate(as: family)
    let seat = surface.seat(using: &stream)
    return Self(parameters).defect(on: surface, at: seat, using: &stream)
  }
}

/// The parameters of a model: a plain value whose numbers carry their units in their names.
public protocol DefectParameters: Codable, Sendable, Equatable {
  /// Every parameter: its stable name with unit, where it is stored, its range and its meaning.
  static var fields: [ParameterField<Self>] { get }
  /// Random parameters of one severity.
  /// - Parameters:
  ///   - severity: 0 (just visible) … 1 (gross): how large, deep and contrasting.
  ///   - fieldOfView: the shorter side of the picture, µm; sizes are related to it.
  init(severity: Double, fieldOfView: Double, using stream: inout RandomStream)
}

extension DefectParameters {
  /// The numbers by name with unit, as they go into a manifest.
  public var named: [String: Double] {
    Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.name, self[keyPath: $0.path]) })
  }

  /// Checks every number against its documented range.
  /// - Throws: `PhysicsError.parameterOutOfRange` for the first that is outside, or not a number.
  public func validate(as family: DefectFamily) throws {
    for field in Self.fields {
      let value = self[keyPath: field.path]
      guard field.range.contains(value) else {
        throw PhysicsError.parameterOutOfRange(family: family, name: field.name, value: value, range: field.range)
      }
    }
  }
}

/// One parameter of a model.
public struct ParameterField<Parameters: Sendable>: Sendable {
  /// Stable name; the unit is its last part (`length_um`).
  public let name: String
  /// Where the number is stored.
  public let path: KeyPath<Parameters, Double> & Sendable
  /// The values that make sense.
  public let range: ClosedRange<Double>
  /// One line on what it does.
  public let meaning: String

  /// A parameter.
  public init(
    _ name: String, _ path: KeyPath<Parameters, Double> & Sendable, _ range: ClosedRange<Double>,
    _ meaning: String
  ) {
    (self.name, self.path, self.range, self.meaning) = (name, path, range, meaning)
  }
}
