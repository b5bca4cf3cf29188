/// A thinned mask as a graph: branches of pixels between ends and junctions.
public struct SkeletonGraph: Sendable, Equatable {
  /// A run of skeleton pixels between two nodes.
  public struct Branch: Sendable, Equatable {
    /// Pixel indices `y * width + x` in order; the first and last belong to the nodes, if there are any.
    public let pixels: [Int]
    /// Indices of the junctions at both ends; nil for a free end.
    public let junctions: (start: Int?, end: Int?)
    /// Whether the branch is a ring without any node.
    public let isClosed: Bool

    /// Whether exactly one end is free.
    public var isSpur: Bool { (junctions.start == nil) != (junctions.end == nil) }

    /// Whether two branches are the same.
    public static func == (a: Branch, b: Branch) -> Bool { a.pixels == b.pixels && a.junctions == b.junctions }
  }

  /// Columns of the mask, px.
  public let width: Int
  /// All branches; lone pixels make none.
  public let branches: [Branch]
  /// The pixels of each junction: touching skeleton pixels with three neighbours or more.
  public let junctions: [[Int]]

  /// The graph of a thinned mask.
  public init(_ skeleton: Mask) {
    var tracer = Tracer(skeleton)
    tracer.trace()
    (width, branches, junctions) = (skeleton.width, tracer.branches, tracer.junctions)
  }

  /// The middle of a junction's pixels, px.
  public func position(ofJunction index: Int) -> SIMD2<Double> {
    junctions[index].reduce(.zero) { $0 + position($1) } / Double(junctions[index].count)
  }

  /// The place of a pixel index, px.
  public func position(_ pixel: Int) -> SIMD2<Double> { SIMD2(Double(pixel % width), Double(pixel / width)) }
}

extension Mask {
  /// The thinned mask without its spurs: branches with a free end that are no longer than the mask is wide where they
  /// leave, which are drawn by bumps of the outline, not by its course.
  public func skeleton() -> Mask {
    let depth = inverted().distanceTransform().distance
    var skeleton = thinned()
    while true {
      let graph = SkeletonGraph(skeleton)
      let spurs = graph.branches.filter { branch in
        guard branch.isSpur, let junction = branch.junctions.start ?? branch.junctions.end else { return false }
        let radius = graph.junctions[junction].reduce(0) { max($0, depth.values[$1]) }
        return Float(branch.pixels.count) <= 2 * radius
      }
      // The shortest first: what is left of a fork's other tine may then be part of the course.
      guard let shortest = spurs.map(\.pixels.count).min() else { return skeleton }
      let isJunction = Set(graph.junctions.joined())
      for spur in spurs where spur.pixels.count == shortest {
        for pixel in spur.pixels where !isJunction.contains(pixel) { skeleton.values[pixel] = 0 }
      }
      skeleton = skeleton.thinned()
    }
  }
}

/// Follows the pixels of a skeleton from node to node.
private struct Tracer {
  private let width: Int
  private let height: Int
  private let isSet: [UInt8]
  private var junctionOfPixel: [Int: Int] = [:]
  private var isVisited: [Bool]
  private(set) var branches: [SkeletonGraph.Branch] = []
  private(set) var junctions: [[Int]] = []

  init(_ skeleton: Mask) {
    (width, height, isSet) = (skeleton.width, skeleton.height, skeleton.values)
    isVisited = [Bool](repeating: false, count: isSet.count)
    let crossings = isSet.indices.filter { isSet[$0] != 0 && neighbours($0).count > 2 }
    var marks = Mask(width: width, height: height)
    for pixel in crossings { marks.values[pixel] = 1 }
    let found = marks.connectedComponents()
    junctions = [[Int]](repeating: [], count: found.components.count)
    for pixel in crossings {
      junctionOfPixel[pixel] = Int(found.labels[pixel]) - 1
      junctions[Int(found.labels[pixel]) - 1].append(pixel)
    }
  }

  mutating func trace() {
    for (index, pixels) in junctions.enumerated() {
      for pixel in pixels {
        for next in neighbours(pixel) where junctionOfPixel[next] == nil && !isVisited[next] {
          follow(from: pixel, junction: index, to: next)
        }
      }
    }
    let ends = isSet.indices.filter { isSet[$0] != 0 && neighbours($0).count == 1 }
    for end in ends where !isVisited[end] {
      isVisited[end] = true
      follow(from: end, junction: nil, to: neighbours(end)[0])
    }
    for pixel in isSet.indices where isSet[pixel] != 0 && !isVisited[pixel] && junctionOfPixel[pixel] == nil {
      guard let next = neighbours(pixel).first else { continue }
      isVisited[pixel] = true
      follow(from: pixel, junction: nil, to: next)
    }
  }

  private mutating func follow(from start: Int, junction: Int?, to next: Int) {
    var (pixels, current, end) = ([start, next], next, junctionOfPixel[next])
    while end == nil {
      isVisited[current] = true
      let (around, previous) = (neighbours(current), pixels[pixels.count - 2])
      // Back at the junction where it started only after a way of its own.
      let crossing = around.first { junctionOfPixel[$0] != nil && $0 != previous && (pixels.count > 2 || $0 != start) }
      if let crossing, pixels.count > 2 || junctionOfPixel[crossing] != junction {
        pixels.append(crossing)
        end = junctionOfPixel[crossing]
      } else if let free = around.first(where: { !isVisited[$0] && junctionOfPixel[$0] == nil }) {
        pixels.append(free)
        current = free
      } else {
        break
      }
    }
    let isRing = junction == nil && end == nil && pixels.count > 2 && neighbours(start).contains(current)
    branches.append(.init(pixels: pixels, junctions: (junction, end), isClosed: isRing))
  }

  private func neighbours(_ pixel: Int) -> [Int] {
    let (x, y) = (pixel % width, pixel / width)
    var found: [Int] = []
    // Those that share an edge first, so that a branch does not cut its own corners.
    for (dx, dy) in [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1)] {
      let (nx, ny) = (x + dx, y + dy)
      guard nx >= 0, ny >= 0, nx < width, ny < height, isSet[ny * width + nx] != 0 else { continue }
      found.append(ny * width + nx)
    }
    return found
  }
}
