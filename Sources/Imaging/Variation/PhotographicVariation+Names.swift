import Foundation

extension PhotographicVariation {
  /// A name for files and programs that stays the same: the kind and its parameters, as in
  /// `jpeg_90` or `shift_6_0`. Noise counts in 1/255.
  public var name: String { ([kind.rawValue] + parameters.map(Self.plain)).joined(separator: "_") }

  /// The variation as people call it, as in "light − 10 %" or "noise σ 2/255".
  public var label: String {
    switch self {
    case .light(let gain): "light \(Self.percent(gain))"
    case .whiteBalance(let red, let blue): "red \(Self.percent(red)), blue \(Self.percent(blue))"
    case .jpeg(let quality): "JPEG quality \(quality)"
    case .noise(let deviation): "noise σ \(Self.plain(255 * deviation))/255"
    case .blur(let sigma): "blur σ \(Self.plain(sigma)) px"
    case .shift(let x, 0): "shift \(x) px"
    case .shift(let x, let y): "shift \(x), \(y) px"
    case .turn(let degrees): "turn \(Self.plain(degrees))°"
    }
  }

  private var parameters: [Double] {
    switch self {
    case .light(let gain): [gain]
    case .whiteBalance(let red, let blue): [red, blue]
    case .jpeg(let quality): [Double(quality)]
    case .noise(let deviation): [255 * deviation]
    case .blur(let sigma): [sigma]
    case .shift(let x, let y): [Double(x), Double(y)]
    case .turn(let degrees): [degrees]
    }
  }

  /// Three significant digits, in the shortest form.
  private static func plain(_ value: Double) -> String { String(format: "%.3g", value) }

  /// A gain as a signed percentage.
  private static func percent(_ gain: Double) -> String {
    let change = 100 * (gain - 1)
    return "\(change < 0 ? "−" : "+") \(plain(abs(change))) %"
  }
}
