import Foundation

/// A photograph as it is learned from.
struct LearningScene: Sendable {
  let width: Int
  let height: Int
  /// The kind of each pixel.
  let kinds: [UInt8]
  let filter: EdgeAwareFilter
  /// The pixels of the border.
  let frame: [Int]

  init(_ features: PixelFeatures, _ code: FeatureCode) {
    (width, height) = (features.width, features.height)
    kinds = code.kinds(features)
    filter = EdgeAwareFilter(features, deviation: 12 * Float(max(width, height)) / 128)
    frame = PixelFeatures.frame(width, height)
  }

  /// How much of each kind there is among pixels that count as much as `weights` say.
  func histogram(_ count: Int, _ weights: [Float]) -> [Float] {
    var sums = [Float](repeating: 0, count: count)
    for i in kinds.indices { sums[Int(kinds[i])] += weights[i] }
    return sums.map { $0 / Float(kinds.count) }
  }
}

/// What the borders of a set say about the kinds of pixels.
struct BorderEvidence {
  /// For each kind, how probably it is background.
  let background: [Float]
  /// For each kind, the logarithm of how much more often it occurs than the background would have
  /// it.
  let rarity: [Float]

  /// Within which distance kinds lend each other their numbers.
  private static let reach: Float = 0.04
  private static let rounds = 8

  /// The background's share of whole photographs is the median, over what borders consist of, of
  /// how much more there is of it in whole photographs: what is on borders by exception does not
  /// matter to it.
  init(_ scenes: [LearningScene], _ code: FeatureCode) {
    let count = code.centres.count
    var (whole, border) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
    for scene in scenes {
      for kind in scene.kinds { whole[Int(kind)] += 1 / Float(scene.kinds.count) }
      for i in scene.frame { border[Int(scene.kinds[i])] += 1 / Float(scene.frame.count) }
    }
    func lent(_ values: [Float]) -> [Float] {
      values.indices.map { a in
        values.indices.reduce(0) {
          $0 + values[$1] * expf(-code.squaredDistance(a, $1) / (2 * Self.reach * Self.reach))
        }
      }
    }
    let (all, edge) = (lent(whole), lent(border))
    let ratios = zip(all, edge).map { $0 / max(1e-6 * Float(scenes.count), $1) }
    var left = edge.reduce(0, +) / 2
    let order = ratios.indices.sorted { (ratios[$0], $0) < (ratios[$1], $1) }
    let share = min(
      1,
      ratios[
        order.first {
          left -= edge[$0]; return left <= 0
        } ?? order[0]])
    background = ratios.map { min(0.98, share / max(1e-9, $0)) }
    rarity = ratios.map { min(12, logf(max(1e-9, $0 / share))) }
  }

  /// Evidence and places after rounds of expectation and maximisation.
  func refined(_ scenes: [LearningScene]) -> (evidence: [Float], places: [Float]) {
    var beliefs = scenes.map { scene in
      var belief = scene.kinds.map { max(0.02, 1 - background[Int($0)]) }
      for i in scene.frame { belief[i] *= 0.3 }
      return belief
    }
    var (evidence, places): ([Float], [Float]) = ([], [])
    for _ in 0..<Self.rounds {
      evidence = Self.evidence(scenes, beliefs, kinds: background.count)
      places = Self.places(scenes, beliefs)
      let (now, odds, former) = (evidence, places, beliefs)
      beliefs = concurrentMap(scenes.count) { Self.belief(scenes[$0], former[$0], now, odds) }
    }
    return (evidence, places)
  }

  private static func belief(
    _ scene: LearningScene, _ former: [Float], _ evidence: [Float], _ places: [Float]
  ) -> [Float] {
    let smooth = scene.filter(former)
    let odds = ProductModel.placeOdds(places, scene.width, scene.height)
    return odds.indices.map {
      let own = evidence[Int(scene.kinds[$0])] + odds[$0]
      return ProductModel.probability(own + ProductModel.smoothing * (2 * smooth[$0] - 1))
    }
  }

  private static func evidence(_ scenes: [LearningScene], _ beliefs: [[Float]], kinds: Int) -> [Float] {
    var (product, background) = ([Float](repeating: 0, count: kinds), [Float](repeating: 0, count: kinds))
    for (scene, belief) in zip(scenes, beliefs) {
      for (k, value) in scene.histogram(kinds, belief).enumerated() { product[k] += value }
      for (k, value) in scene.histogram(kinds, belief.map { 1 - $0 }).enumerated() { background[k] += value }
    }
    let (products, backgrounds) = (max(1e-6, product.reduce(0, +)), max(1e-6, background.reduce(0, +)))
    let least = 0.002 / Float(kinds)
    return product.indices.map {
      min(4, max(-4, logf((product[$0] / products + least) / (background[$0] / backgrounds + least))))
    }
  }

  private static func places(_ scenes: [LearningScene], _ beliefs: [[Float]]) -> [Float] {
    let side = ProductModel.placesSide
    var sum = Plane(width: side, height: side)
    for (scene, belief) in zip(scenes, beliefs) {
      let small = Plane(width: scene.width, height: scene.height, values: belief)
        .resized(width: side, height: side, filter: .area)
      for i in sum.values.indices { sum.values[i] += small.values[i] / Float(scenes.count) }
    }
    return sum.blurred(sigma: 1).values.map { min(0.98, max(0.02, $0)) }
  }
}
