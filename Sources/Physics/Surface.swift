import Imaging
import Randomness

/// A photographed surface on which defects are made: the picture, where the product is, its scale, light and camera.
public struct Surface: Sendable {
  /// The photograph, sRGB-encoded.
  public let image: Image
  /// The product: defects lie inside.
  public let foreground: Mask
  /// Size of a pixel on the product, µm.
  public let pixelPitch: Double
  /// Where the light comes from.
  public let light: Light
  /// Noise and sharpness of the picture.
  public let camera: Camera
  /// Dominant direction of the texture.
  public let lay: Lay
  /// Gloss of the surface, which fresh faces get unless a defect has a finish of its own.
  public let finish: Finish
  /// Standard deviation of the luma within blocks of 8 px, median over the picture: how busy the texture is, 0…0.5.
  public let texture: Double
  /// Pixels of the foreground.
  public let foregroundArea: Int

  /// A surface; light, camera and finish are estimated from the photograph unless they are given.
  /// - Parameters:
  ///   - foreground: the product, of the photograph's size; nil for a texture that fills the picture.
  ///   - pixelPitch: µm/px; the default suits a part of about a centimetre at 256 px.
  /// - Throws: `PhysicsError` where the sizes differ, the foreground is empty or the pitch is not positive.
  public init(
    image: Image, foreground: Mask? = nil, pixelPitch: Double = 50, light: Light? = nil, camera: Camera? = nil,
    finish: Finish? = nil
  ) throws {
    let foreground = foreground ?? Mask(width: image.width, height: image.height, filledWith: true)
    guard foreground.width == image.width, foreground.height == image.height else {
      throw PhysicsError.sizeMismatch(
        what: "foreground mask", width: foreground.width, height: foreground.height, expectedWidth: image.width,
        expectedHeight: image.height)
    }
    foregroundArea = foreground.area
    guard foregroundArea > 0 else { throw PhysicsError.emptyForeground }
    guard pixelPitch > 0, pixelPitch.isFinite else { throw PhysicsError.invalidPixelPitch(pixelPitch) }
    (self.image, self.foreground, self.pixelPitch) = (image, foreground, pixelPitch)
    texture = Self.textureContrast(image)
    lay = Lay.estimate(image, foreground: foreground)
    self.light = light ?? Light.estimate(image, foreground: foreground)
    self.camera = camera ?? Camera.estimate(image)
    self.finish = finish ?? Self.finish(image, foreground)
  }

  /// The whole picture.
  public var frame: PixelBox { PixelBox(x: 0, y: 0, width: image.width, height: image.height) }

  /// The shorter side of the picture, µm: the length to which sizes of defects are related.
  public var fieldOfView: Double { Double(min(image.width, image.height)) * pixelPitch }

  /// Pixels for a length on the product.
  public func pixels(_ micrometres: Double) -> Double { micrometres / pixelPitch }

  /// A random pixel of the foreground, each equally likely.
  public func seat(using stream: inout RandomStream) -> SIMD2<Double> {
    for _ in 0..<64 {
      let (x, y) = (stream.integer(0...(image.width - 1)), stream.integer(0...(image.height - 1)))
      if foreground[y, x] { return SIMD2(Double(x), Double(y)) }
    }
    var left = stream.integer(0...(foregroundArea - 1))
    for (index, value) in foreground.values.enumerated() where value != 0 {
      if left == 0 { return SIMD2(Double(index % image.width), Double(index / image.width)) }
      left -= 1
    }
    preconditionFailure("the foreground has at least one pixel")
  }

  /// Linear light of one channel over `box`, which lies inside the picture.
  func linearLight(channel: Int, _ box: PixelBox) -> Plane { image.linearLight(channel: channel, box) }

  /// Linear light of one channel over `box`, taken from where `displacement` says.
  func warpedLight(channel: Int, _ box: PixelBox, by displacement: Displacement) -> Plane {
    image.warpedLight(channel: channel, box, by: displacement)
  }

  /// What nobody is sure to see shines the less.
  private static func finish(_ image: Image, _ foreground: Mask) -> Finish {
    let estimate = Finish.estimate(image, foreground: foreground)
    let reflectance = Float(estimate.confidence) * estimate.finish.reflectance
    return Finish(reflectance: reflectance, roughness: estimate.finish.roughness)
  }

  private static func textureContrast(_ image: Image) -> Double {
    let (luma, side) = (image.luma(), 8)
    var deviations: [Double] = []
    for top in stride(from: 0, through: image.height - side, by: side) {
      for left in stride(from: 0, through: image.width - side, by: side) {
        var (sum, squares) = (0.0, 0.0)
        for y in top..<(top + side) {
          for x in left..<(left + side) {
            let value = Double(luma.values[y * image.width + x])
            (sum, squares) = (sum + value, squares + value * value)
          }
        }
        let mean = sum / Double(side * side)
        deviations.append(max(0, squares / Double(side * side) - mean * mean).squareRoot())
      }
    }
    return deviations.isEmpty ? 0 : deviations.sorted()[deviations.count / 2]
  }

  /// 1 on the foreground, 0 elsewhere, over `box`.
  func foregroundPlane(_ box: PixelBox) -> Plane {
    Plane(box) { y, row in
      for x in 0..<box.width { row[x] = foreground[y, box.x + x] ? 1 : 0 }
    }
  }
}
