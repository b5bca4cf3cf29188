import Foundation

/// What product and background of a set of photographs consist of, and where the product lies.
struct ProductModel: Codable, Sendable, Equatable {
  /// The kinds of pixels.
  let code: FeatureCode
  /// For each kind, the logarithm of how much more often it is product than background, -4…4.
  let evidence: [Float]
  /// For each kind, the logarithm of how much more often it occurs than the borders let expect.
  let rarity: [Float]
  /// How probable the product is at each place, `[side, side]` over the whole picture, 0.02…0.98.
  let places: [Float]
  /// Whether the product throws soft shadows that pass for parts of it, so that its outline is
  /// looked for at edges.
  private(set) var hasSoftShadows = false

  static let placesSide = 32
  /// The longer side at which photographs are learned from and looked at, px.
  static let (learningSide, workingSide) = (128, 256)
  /// How much a pixel heeds its surroundings.
  static let smoothing: Float = 3

  /// Whether the parts belong together, as they may have been read from a damaged file.
  var isWhole: Bool {
    code.isWhole && evidence.count == code.centres.count && rarity.count == code.centres.count
      && places.count == Self.placesSide * Self.placesSide
  }

  init(learnedFrom photographs: [Image]) {
    var features = concurrentMap(photographs) { PixelFeatures($0.shrunk(to: Self.learningSide)) }
    code = FeatureCode(&features)
    let (code, whitened) = (code, features)
    let scenes = concurrentMap(features.count) { LearningScene(whitened[$0], code) }
    let start = BorderEvidence(scenes, code)
    rarity = start.rarity
    (evidence, places) = start.refined(scenes)
    hasSoftShadows = Self.judges(photographs).map(softShadowGain).median > 1.4
  }

  /// Photographs that things are decided on: 12 at most, evenly spaced.
  private static func judges(_ photographs: [Image]) -> [Image] {
    let count = min(12, photographs.count)
    return (0..<count).map { photographs[$0 * photographs.count / count] }
  }

  /// Whether most photographs show an object, with edges at its outline.
  func showsObject(in photographs: [Image]) -> Bool {
    let judges = Self.judges(photographs)
    let verdicts = concurrentMap(judges) { photograph in
      let scene = Scene(photograph, self)
      return scene.isObject(silhouette(in: scene))
    }
    return 2 * verdicts.count { $0 } > judges.count
  }

  /// The silhouette at the working size; empty where nothing is product.
  func silhouette(in image: Image) -> Mask { silhouette(in: Scene(image, self)) }

  private func silhouette(in scene: Scene) -> Mask {
    let first = scene.firstSilhouette(self)
    return hasSoftShadows ? scene.withoutSoftShadows(first) : first
  }

  /// How much steeper the photograph is along the outline that keeps to its edges.
  private func softShadowGain(_ photograph: Image) -> Float {
    let scene = Scene(photograph, self)
    let first = scene.firstSilhouette(self)
    guard first.area >= 20 else { return 1 }
    let sharp = scene.withoutSoftShadows(first)
    guard 4 * sharp.area > first.area else { return 1 }
    return scene.steepness(along: sharp) / max(1e-6, scene.steepness(along: first))
  }

  /// Where the product is in at least a fifth of the photographs, in a picture of some size.
  func usualPlaces(_ width: Int, _ height: Int) -> Mask {
    let places = Plane(width: Self.placesSide, height: Self.placesSide, values: places)
    return Mask(places.resized(width: width, height: height), above: 0.2)
  }

  /// The logarithm of the odds of the product at each place of a picture.
  func placeOdds(_ width: Int, _ height: Int) -> [Float] { Self.placeOdds(places, width, height) }

  static func placeOdds(_ places: [Float], _ width: Int, _ height: Int) -> [Float] {
    let side = placesSide
    return Plane(width: side, height: side, values: places).resized(width: width, height: height).values.map {
      let p = min(0.98, max(0.02, $0))
      return logf(p / (1 - p))
    }
  }

  /// The probability of a logarithm of odds.
  static func probability(_ odds: Float) -> Float { 1 / (1 + expf(-min(30, max(-30, odds)))) }
}

extension [Float] {
  /// The upper of the middle values.
  fileprivate var median: Float { sorted()[count / 2] }
}
