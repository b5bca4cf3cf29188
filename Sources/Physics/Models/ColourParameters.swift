import Randomness

/// A colour in linear light, shared by all models that bring a pigment or a material of their own.
public struct ColourParameters: Codable, Sendable, Equatable {
  /// Red, 0…1.
  public var red: Double
  /// Green, 0…1.
  public var green: Double
  /// Blue, 0…1.
  public var blue: Double

  /// A colour; parts above 1 are held at 1.
  public init(_ colour: SIMD3<Double>) {
    (red, green, blue) = (min(1, colour.x), min(1, colour.y), min(1, colour.z))
  }

  /// A random colour: greys from soot to chalk, earths and oxides, or anything.
  init(using stream: inout RandomStream) { self.init(Pigment.random(using: &stream)) }

  /// Red, green, blue.
  public var linear: SIMD3<Double> { SIMD3(red, green, blue) }
}

/// Parameters that contain a colour.
public protocol ColouredParameters: DefectParameters {
  /// The colour of what the defect brings.
  var colour: ColourParameters { get set }
}

extension ColouredParameters {
  /// The colour's numbers as parameters of the whole; `what` says what has the colour.
  static func colourFields(of what: String) -> [ParameterField<Self>] {
    [
      .init("red", \.colour.red, 0...1, "\(what), red"),
      .init("green", \.colour.green, 0...1, "\(what), green"),
      .init("blue", \.colour.blue, 0...1, "\(what), blue"),
    ]
  }
}
