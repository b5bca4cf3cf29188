import Foundation

/// Where the samples of one column of the protocol come from: a name, and a way to make a sample set.
struct SardGenerator: Equatable {
  /// A way to make a sample set.
  enum Source: Equatable {
    /// Masks of the fitting third, filled with other parts of the picture.
    case cutPaste
    /// The same masks, filled with a texture.
    case perlinTexture
    /// The mechanisms, with shapes of their own: they see no real defect.
    case physics
    /// The real defects of the fitting third themselves.
    case real
    /// `blemish synthesize` with further options; `{category}`, `{seed}` and `{type}` stand for their values.
    case synthesize(options: String)
    /// A sample set that exists; its path may have the same words in braces.
    case samples(folder: String)
    /// Parts of other generators' samples, in shares of the number that each makes; 1 or more together.
    case mixture([Share])
  }

  /// One generator's part of a mixture.
  struct Share: Equatable {
    let name: String
    let share: Double
  }

  /// What tables call it.
  let name: String
  let source: Source

  /// Generators that need no more than a name.
  static let named: [String: Source] = [
    "cut-paste": .cutPaste, "perlin-texture": .perlinTexture, "physics": .physics, "real": .real,
  ]

  /// What decides which samples come out, for the record of a cell.
  func signature(among all: [SardGenerator]) -> String {
    switch source {
    case .cutPaste, .perlinTexture, .physics, .real: name
    case .synthesize(let options): "synthesize \(options)"
    case .samples(let folder): "samples \(folder)"
    case .mixture(let shares):
      shares.map { part in
        let other = all.first { $0.name == part.name }?.signature(among: all) ?? part.name
        return "\(other): \(part.share)"
      }.joined(separator: " + ")
    }
  }
}

extension SardGenerator {
  /// The generators that were named on the command line, in order, each once.
  /// - Parameters:
  ///   - list: comma-separated names of those that need no more.
  ///   - diffusion: folder of trained generators; adds `diffusion` and, where there is physics, the mixture of both.
  ///   - synthesize: `NAME=OPTIONS`.
  ///   - samples: `NAME=FOLDER`.
  ///   - mixtures: `NAME=A:0.5,B:0.5`.
  /// - Throws: `UserError` for a name that is unknown, empty or taken, and for shares that sum to less than 1.
  static func all(
    list: String, diffusion: String?, synthesize: [String], samples: [String], mixtures: [String]
  ) throws -> [SardGenerator] {
    var found: [SardGenerator] = []
    func add(_ name: String, _ source: Source) throws {
      guard !found.contains(where: { $0.name == name }) else { throw UserError("two generators are named \(name)") }
      found.append(SardGenerator(name: name, source: source))
    }
    for word in list.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
      guard let source = named[word] else {
        throw UserError(NearestName.complaint(about: word, what: "generator", among: named.keys.sorted()))
      }
      try add(word, source)
    }
    if let diffusion {
      try add("diffusion", .synthesize(options: "--generator '\(diffusion)'"))
      if found.contains(where: { $0.name == "physics" }) {
        try add("physics+diffusion", .mixture(["physics", "diffusion"].map { Share(name: $0, share: 0.5) }))
      }
    }
    for text in synthesize {
      let (name, options) = try parts(text, "--generator", "NAME=OPTIONS")
      try add(name, .synthesize(options: options))
    }
    for text in samples {
      let (name, folder) = try parts(text, "--samples", "NAME=FOLDER")
      try add(name, .samples(folder: folder))
    }
    for text in mixtures {
      let (name, shares) = try parts(text, "--mixture", "NAME=A:0.5,B:0.5")
      try add(name, .mixture(try Self.shares(shares, among: found, in: text)))
    }
    guard !found.isEmpty else { throw UserError("--generators: at least one generator is needed") }
    return found
  }

  private static func parts(_ text: String, _ option: String, _ form: String) throws -> (String, String) {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
      throw UserError("\(option) \(text): has the form \(form)")
    }
    return (String(text[..<sign]), String(text[text.index(after: sign)...]))
  }

  private static func shares(_ text: String, among known: [SardGenerator], in option: String) throws -> [Share] {
    let shares = try text.split(separator: ",").map { word -> Share in
      let pair = word.split(separator: ":").map { $0.trimmingCharacters(in: .whitespaces) }
      guard pair.count == 2, let share = Double(pair[1]), share > 0, share <= 1 else {
        throw UserError("--mixture \(option): \(word) is not NAME:SHARE with a share above 0 and at most 1")
      }
      guard known.contains(where: { $0.name == pair[0] }) else {
        throw UserError("--mixture \(option): no generator is named \(pair[0]); name it before")
      }
      return Share(name: pair[0], share: share)
    }
    guard shares.reduce(0, { $0 + $1.share }) > 1 - 1e-6 else {
      throw UserError("--mixture \(option): the shares sum to less than 1, so it would have fewer samples than others")
    }
    return shares
  }
}
