extension PhotographicVariation {
  /// Small changes of everyday size, in the order in which light, lens, sensor and file make them.
  ///
  /// Each of `kinds` takes part with probability ½, by an amount uniform up to its bound: light ±
  /// 12 %, red and blue ± 3 %, blur σ 0.8 px, noise σ 2.5/255, shift 6 px along each axis, turn ±
  /// 2°, JPEG quality 85…95. None may take part; the photograph then stays as it is.
  /// - Parameters:
  ///   - kinds: what may change; without the geometric ones a mask still fits.
  ///   - strength: a factor > 0 of every bound; that of JPEG is the distance from 100, so twice the
  ///     strength gives qualities 70…90.
  ///   - generator: equal states of a generator give equal changes.
  public static func drawn(
    _ kinds: Set<Kind> = Set(Kind.allCases), strength: Double = 1,
    using generator: inout some RandomNumberGenerator
  ) -> [PhotographicVariation] {
    precondition(strength > 0 && strength.isFinite, "a strength is above 0")
    let order: [Kind] = [.turn, .shift, .light, .whiteBalance, .blur, .noise, .jpeg]
    return order.compactMap { kind in
      // Drawn whether it takes part or not, so that one kind less does not change the others.
      let takesPart = generator.uniform() < 0.5
      let variation = drawn(kind, strength, &generator)
      return takesPart && kinds.contains(kind) ? variation : nil
    }
  }

  /// One small change of everyday size: each of `kinds` is as likely, by an amount as ``drawn(_:strength:using:)``
  /// draws it.
  /// - Parameters:
  ///   - kinds: what may change, at least one; without the geometric ones a mask still fits.
  ///   - strength: a factor > 0 of every bound.
  ///   - generator: equal states of a generator give equal changes.
  public static func drawnOne(
    of kinds: Set<Kind> = Set(Kind.allCases), strength: Double = 1,
    using generator: inout some RandomNumberGenerator
  ) -> PhotographicVariation {
    precondition(!kinds.isEmpty && strength > 0 && strength.isFinite, "kinds, and a strength above 0")
    let choices = Kind.allCases.filter(kinds.contains)
    return drawn(choices[Int(generator.uniform() * Double(choices.count))], strength, &generator)
  }

  private static func drawn(
    _ kind: Kind, _ strength: Double, _ generator: inout some RandomNumberGenerator
  ) -> PhotographicVariation {
    switch kind {
    case .light: .light(gain: generator.gain(0.12 * strength))
    case .whiteBalance:
      .whiteBalance(red: generator.gain(0.03 * strength), blue: generator.gain(0.03 * strength))
    case .jpeg:
      .jpeg(
        quality: min(max(100 - Int((strength * (5 + 10 * generator.uniform())).rounded()), 1), 100))
    case .noise: .noise(deviation: 2.5 / 255 * strength * generator.uniform())
    case .blur: .blur(sigma: 0.8 * strength * generator.uniform())
    case .shift: .shift(x: generator.offset(6 * strength), y: generator.offset(6 * strength))
    case .turn: .turn(degrees: 2 * strength * generator.signed())
    }
  }
}

extension RandomNumberGenerator {
  /// Uniform on [0, 1), 53 bits.
  fileprivate mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform on [−1, 1).
  fileprivate mutating func signed() -> Double { 2 * uniform() - 1 }

  /// A gain that is as often below 1 as above.
  fileprivate mutating func gain(_ bound: Double) -> Double { max(0.01, 1 + bound * signed()) }

  /// A whole number of pixels of magnitude `bound` at most.
  fileprivate mutating func offset(_ bound: Double) -> Int {
    Int((bound * signed()).rounded(.toNearestOrAwayFromZero))
  }
}
