import Foundation

extension RandomStream {
  /// Uniform on [0, 1), 53 bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform on a range of real numbers.
  public mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// Log-uniform on a range of positive numbers: every octave is equally likely.
  public mutating func logUniform(_ range: ClosedRange<Double>) -> Double {
    precondition(range.lowerBound > 0, "logUniform needs positive bounds")
    return exp(uniform(log(range.lowerBound)...log(range.upperBound)))
  }

  /// Uniform on a range of whole numbers, without modulo bias.
  public mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// True with probability `p`.
  public mutating func bernoulli(_ p: Double) -> Bool { uniform() < p }

  /// Normal with the given mean and standard deviation (Box–Muller, one of the pair).
  public mutating func normal(mean: Double = 0, deviation: Double = 1) -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return mean + deviation * radius * cos(2 * .pi * uniform())
  }

  /// Poisson with the given mean (Knuth's product for small means, rounded normal above 64).
  public mutating func poisson(_ mean: Double) -> Int {
    precondition(mean >= 0, "a Poisson mean is not negative")
    if mean > 64 { return max(0, Int(normal(mean: mean, deviation: mean.squareRoot()).rounded())) }
    let limit = exp(-mean)
    var (count, product) = (0, uniform())
    while product > limit {
      count += 1
      product *= uniform()
    }
    return count
  }

  /// One element, each equally likely.
  public mutating func pick<C: RandomAccessCollection>(_ choices: C) -> C.Element {
    precondition(!choices.isEmpty, "nothing to pick from")
    return choices[choices.index(choices.startIndex, offsetBy: integer(0...(choices.count - 1)))]
  }

  /// The elements in random order.
  public mutating func shuffled<C: Collection>(_ elements: C) -> [C.Element] { elements.shuffled(using: &self) }
}
