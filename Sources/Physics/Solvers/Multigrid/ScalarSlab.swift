/// Several arrays of zeros of one length, allocated together and freed with the owner.
final class ScalarSlab<Scalar: MultigridScalar> {
  private let base: UnsafeMutablePointer<Scalar>
  private let capacity: Int

  init(arrays: Int, capacity: Int) {
    base = .allocate(capacity: arrays * capacity)
    base.initialize(repeating: 0, count: arrays * capacity)
    self.capacity = capacity
  }

  deinit { base.deallocate() }

  /// The beginning of an array; valid as long as the slab lives.
  subscript(array: Int) -> UnsafeMutablePointer<Scalar> { base + array * capacity }
}
