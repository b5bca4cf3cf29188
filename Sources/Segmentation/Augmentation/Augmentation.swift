import Foundation
import Randomness

/// How pictures and their labels are varied in training: both by the same flips, scaling and crop, the picture also in
/// its light.
public struct Augmentation: Codable, Sendable, Equatable {
  /// Whether pictures are mirrored left to right, half of the time.
  public var flipsHorizontally = true
  /// Whether pictures are mirrored top to bottom, half of the time.
  public var flipsVertically = true
  /// Factors of enlargement, drawn on a logarithmic scale. What grows is cropped at a random place, what shrinks is
  /// continued by its mirror image.
  public var scale: ClosedRange<Double> = 0.75...1.5
  /// Greatest shift of brightness, as a share of the full range.
  public var brightness = 0.1
  /// Greatest relative change of contrast about the picture's mean.
  public var contrast = 0.2
  /// Greatest relative change of saturation.
  public var saturation = 0.2
  /// Greatest relative change of each of the three colours: lamps and white balances differ from day to day.
  public var cast = 0.04

  /// The standard settings.
  public init() {}

  /// Leaves everything as it is.
  public static var none: Augmentation {
    var none = Augmentation()
    (none.flipsHorizontally, none.flipsVertically, none.scale) = (false, false, 1...1)
    (none.brightness, none.contrast, none.saturation, none.cast) = (0, 0, 0, 0)
    return none
  }

  /// - Throws: `SegmentationError.invalidConfiguration`.
  func validate() throws {
    guard scale.lowerBound >= 0.1, scale.upperBound <= 10 else {
      throw SegmentationError.invalidConfiguration(name: "augmentation.scale", reason: "is not within 0.1 ... 10")
    }
    for (name, value) in [
      ("brightness", brightness), ("contrast", contrast), ("saturation", saturation), ("cast", cast),
    ] where !(0..<1).contains(value) {
      throw SegmentationError.invalidConfiguration(name: "augmentation.\(name)", reason: "is not in 0 ..< 1")
    }
  }

  /// One drawing of all that varies.
  package func draw(side: Int, using stream: inout RandomStream) -> View {
    let window = Double(side) / stream.logUniform(scale)
    let room = Double(side) - window
    let light = View.Light(
      brightness: Float(stream.uniform(-brightness...brightness)),
      contrast: Float(1 + stream.uniform(-contrast...contrast)),
      saturation: Float(1 + stream.uniform(-saturation...saturation)))
    var view = View(
      left: room * stream.uniform(), top: room * stream.uniform(), window: window,
      isMirrored: flipsHorizontally && stream.bernoulli(0.5), isUpsideDown: flipsVertically && stream.bernoulli(0.5),
      light: light)
    view.light.cast = (0..<3).map { _ in Float(1 + stream.uniform(-cast...cast)) }
    return view
  }

  /// A window of a picture, px of the picture, and the light it is shown in.
  package struct View: Sendable {
    var left: Double
    var top: Double
    var window: Double
    var isMirrored: Bool
    var isUpsideDown: Bool
    var light: Light

    /// The square from (`left`, `top`), `window` px wide.
    package init(
      left: Double = 0, top: Double = 0, window: Double, isMirrored: Bool = false, isUpsideDown: Bool = false,
      light: Light = Light()
    ) {
      (self.left, self.top, self.window) = (left, top, window)
      (self.isMirrored, self.isUpsideDown, self.light) = (isMirrored, isUpsideDown, light)
    }

    /// Changes of the samples; see the fields of ``Augmentation``.
    package struct Light: Sendable, Equatable {
      var brightness: Float
      var contrast: Float
      var saturation: Float
      /// Factors of red, green and blue.
      var cast: [Float]

      /// Light that is as it was, but for what is given.
      package init(
        brightness: Float = 0, contrast: Float = 1, saturation: Float = 1, cast: [Float] = [1, 1, 1]
      ) {
        (self.brightness, self.contrast, self.saturation, self.cast) = (brightness, contrast, saturation, cast)
      }
    }
  }
}
