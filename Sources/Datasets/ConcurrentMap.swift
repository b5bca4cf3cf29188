import Foundation

/// The results of `transform` for each element, in order, made on all cores.
func concurrentMap<Element: Sendable, Result: Sendable>(
  _ elements: [Element], _ transform: @Sendable (Element) -> Result
) -> [Result] {
  [Result](unsafeUninitializedCapacity: elements.count) { buffer, count in
    nonisolated(unsafe) let base = buffer.baseAddress!
    DispatchQueue.concurrentPerform(iterations: elements.count) { i in
      (base + i).initialize(to: transform(elements[i]))
    }
    count = elements.count
  }
}

/// As above; the first error in the order of the elements is thrown.
func concurrentMap<Element: Sendable, Result: Sendable>(
  _ elements: [Element], _ transform: @Sendable (Element) throws -> Result
) throws -> [Result] {
  try concurrentMap(elements) { element in Swift.Result { try transform(element) } }.map { try $0.get() }
}
