/// Which neighbours of a pixel are connected to it.
public enum Connectivity: Int, Sendable, CaseIterable {
  /// Those that share an edge.
  case four = 4
  /// Those that share an edge or a corner.
  case eight = 8
}

/// One connected set of pixels.
public struct Component: Sendable, Equatable {
  /// Its number in the label map, from 1.
  public let label: Int
  /// Its pixels.
  public internal(set) var area: Int
  /// The smallest box around it.
  public internal(set) var box: PixelBox
}

/// The connected components of a mask.
public struct ConnectedComponents: Sendable, Equatable {
  /// Columns, px.
  public let width: Int
  /// Rows, px.
  public let height: Int
  /// `[height, width]`: 0 where the mask is unset, else the component's label. Labels follow the raster order of the
  /// components' first pixels.
  public let labels: [Int32]
  /// The components; `components[k]` has label `k + 1`.
  public let components: [Component]

  /// The pixels of one component.
  public func mask(of label: Int) -> Mask { mask { $0 == label } }

  /// The pixels of one component, cut to its box.
  public func cutout(of component: Component) -> Mask {
    let box = component.box
    var mask = Mask(width: box.width, height: box.height)
    for y in 0..<box.height {
      for x in 0..<box.width where labels[(box.y + y) * width + box.x + x] == component.label {
        mask.values[y * box.width + x] = 1
      }
    }
    return mask
  }

  /// The pixels of all components whose label passes.
  public func mask(where keep: (Int) -> Bool) -> Mask {
    let kept = [UInt8(0)] + components.map { keep($0.label) ? 1 : 0 }
    return Mask(width: width, height: height, values: labels.map { kept[Int($0)] })
  }
}

extension Mask {
  /// Finds the connected components by union-find over horizontal runs, two passes.
  public func connectedComponents(_ connectivity: Connectivity = .eight) -> ConnectedComponents {
    let runs = horizontalRuns()
    var forest = DisjointSets(count: runs.count)
    joinRuns(runs, reach: connectivity == .eight ? 1 : 0, &forest)
    var labelOfRoot = [Int32](repeating: 0, count: runs.count)
    var labels = [Int32](repeating: 0, count: values.count)
    var components: [Component] = []
    for (index, run) in runs.enumerated() {
      let root = forest.root(of: index)
      let box = PixelBox(x: run.start, y: run.row, width: run.end - run.start, height: 1)
      if labelOfRoot[root] == 0 {
        components.append(Component(label: components.count + 1, area: 0, box: box))
        labelOfRoot[root] = Int32(components.count)
      }
      let label = labelOfRoot[root]
      components[Int(label) - 1].absorb(box)
      for x in run.start..<run.end { labels[run.row * width + x] = label }
    }
    return ConnectedComponents(width: width, height: height, labels: labels, components: components)
  }

  /// The `count` components of largest area (the earlier in raster order of equal ones).
  public func largestComponents(_ count: Int, _ connectivity: Connectivity = .eight) -> Mask {
    let found = connectedComponents(connectivity)
    let order = found.components.sorted { ($0.area, $1.label) > ($1.area, $0.label) }
    let kept = Set(order.prefix(count).map(\.label))
    return found.mask { kept.contains($0) }
  }

  /// The components of at least `area` pixels.
  public func components(ofAtLeast area: Int, _ connectivity: Connectivity = .eight) -> Mask {
    let found = connectedComponents(connectivity)
    return found.mask { found.components[$0 - 1].area >= area }
  }

  private struct Run {
    let row: Int
    let start: Int
    let end: Int
  }

  private func horizontalRuns() -> [Run] {
    var runs: [Run] = []
    values.withUnsafeBufferPointer { values in
      for y in 0..<height {
        let row = values.baseAddress! + y * width
        var x = 0
        while x < width {
          while x < width && row[x] == 0 { x += 1 }
          let start = x
          while x < width && row[x] != 0 { x += 1 }
          if start < x { runs.append(Run(row: y, start: start, end: x)) }
        }
      }
    }
    return runs
  }

  /// Walks each row's runs and those of the row above together and joins the ones that touch; `reach` is 1 where
  /// corners count.
  private func joinRuns(_ runs: [Run], reach: Int, _ forest: inout DisjointSets) {
    var above = 0
    for (index, run) in runs.enumerated() {
      while above < index
        && (runs[above].row < run.row - 1 || (runs[above].row == run.row - 1 && runs[above].end + reach <= run.start))
      {
        above += 1
      }
      var other = above
      while other < index && runs[other].row == run.row - 1 && runs[other].start < run.end + reach {
        forest.join(other, index)
        other += 1
      }
    }
  }
}

extension Component {
  mutating func absorb(_ other: PixelBox) {
    area += other.area
    let (x, y) = (min(box.x, other.x), min(box.y, other.y))
    box = PixelBox(x: x, y: y, width: max(box.maxX, other.maxX) - x, height: max(box.maxY, other.maxY) - y)
  }
}

/// Disjoint sets of whole numbers with path halving; the smallest member of a set is its root.
struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  mutating func root(of element: Int) -> Int {
    var element = element
    while parents[element] != element {
      parents[element] = parents[parents[element]]
      element = parents[element]
    }
    return element
  }

  mutating func join(_ a: Int, _ b: Int) {
    let (rootA, rootB) = (root(of: a), root(of: b))
    parents[max(rootA, rootB)] = min(rootA, rootB)
  }
}
