/// Results of `transform` for 0 ..< `count`, in order, made on all cores.
package func concurrentMap<Output: Sendable>(_ count: Int, _ transform: @Sendable (Int) -> Output) -> [Output] {
  [Output](unsafeUninitializedCapacity: count) { buffer, initialized in
    // Each iteration writes an element of its own, which the compiler cannot see.
    nonisolated(unsafe) let base = buffer.baseAddress!
    Concurrency.perform(count) { (base + $0).initialize(to: transform($0)) }
    initialized = count
  }
}

/// Results of `transform` for each element, in order, made on all cores.
package func concurrentMap<Element: Sendable, Output: Sendable>(
  _ elements: [Element], _ transform: @Sendable (Element) -> Output
) -> [Output] {
  concurrentMap(elements.count) { transform(elements[$0]) }
}

/// As above; the first error in the order of the elements is thrown.
package func concurrentMap<Element: Sendable, Output: Sendable>(
  _ elements: [Element], _ transform: @Sendable (Element) throws -> Output
) throws -> [Output] {
  try concurrentMap(elements) { element in Result { try transform(element) } }.map { try $0.get() }
}
