import Foundation
import Imaging

/// How a photograph looks at a glance, measured at a longest side of 128 px, where noise has no say.
public struct PhotographStatistics: Sendable, Equatable {
  private static let side = 128

  /// Mean luma, in [0, 1].
  public let brightness: Double
  /// Standard deviation of luma, in [0, 0.5].
  public let contrast: Double
  /// Mean difference of neighbouring lumas, in [0, 1]: little where the photograph is blurred, much where it is noise.
  public let detail: Double
  /// Mean of red − green, in [-1, 1].
  public let redness: Double
  /// Mean of blue − green, in [-1, 1].
  public let blueness: Double
  /// Share of pixels that are white, in [0, 1]: many where a photograph is overexposed.
  public let white: Double
  /// Share of rows that are of one luma, in [0, 1]: many where a file broke off half-way.
  public let flatRows: Double

  /// The statistics of a photograph.
  public init(_ photograph: Image) {
    let factor = min(1, Double(Self.side) / Double(max(photograph.width, photograph.height)))
    let channels = (0..<photograph.channels).map { photograph.plane($0).reduced(by: factor) }
    let luma = Image(planes: channels).luma()
    let means = channels.map { Self.meanAndDeviation($0.values[...]).mean }
    (brightness, contrast) = Self.meanAndDeviation(luma.values[...])
    detail = Self.detail(of: luma)
    white = Double(luma.values.count { $0 >= 0.99 }) / Double(luma.values.count)
    redness = means[0] - means[means.count / 2]
    blueness = means[means.count - 1] - means[means.count / 2]
    let rows = (0..<luma.height).map { luma.values[$0 * luma.width..<($0 + 1) * luma.width] }
    flatRows = Double(rows.count { Self.meanAndDeviation($0).deviation < Self.oneCode }) / Double(luma.height)
  }

  /// A code of 8 bits: differences below it are of no account.
  static let oneCode = 1 / 255.0

  private static func meanAndDeviation(_ values: ArraySlice<Float>) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, (squares / Double(values.count)).squareRoot())
  }

  private static func detail(of luma: Plane) -> Double {
    var sum = 0.0
    for y in 0..<luma.height {
      for x in 0..<luma.width {
        if x > 0 { sum += Double(abs(luma[y, x] - luma[y, x - 1])) }
        if y > 0 { sum += Double(abs(luma[y, x] - luma[y - 1, x])) }
      }
    }
    return sum / Double(2 * luma.width * luma.height)
  }
}
