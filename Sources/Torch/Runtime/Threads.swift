import CTorch
import Foundation

/// The version of torch that the program was built with.
public var torchVersion: String { String(cString: ct_version()) }

/// Sets the number of threads of one operation. OpenMP keeps a team for each calling thread: train on one thread with
/// all cores; to serve, several callers with one thread each are faster.
public func setThreads(_ count: Int) {
  precondition(count > 0, "torch needs at least one thread, not \(count)")
  ct_set_threads(Int32(count))
}

/// Runs `body` with `count` threads an operation on this thread: one where callers are many, or where sums must not
/// depend on the number of cores.
public func withThreads<R>(_ count: Int, _ body: () throws -> R) rethrows -> R {
  let before = threads
  setThreads(count)
  defer { setThreads(before) }
  return try body()
}

/// The number of threads of one operation.
public var threads: Int { Int(ct_threads()) }

/// Lets the process keep the memory that tensors give back, up to 256 MiB each, for the next ones; call it first in `main`, before
/// there are other threads.
/// By default glibc returns large blocks to the system, which then has to clear every page of the next block: up to half
/// of the time of a training step. Does nothing outside glibc.
public func keepFreedMemory() { ct_keep_freed_memory() }

/// Makes waiting threads sleep instead of spin, by starting the program again with `OMP_WAIT_POLICY=passive`; call it
/// first in `main`. OpenMP reads that variable before `main`, and spinning makes a step three times as long as soon as
/// another program wants the cores. Does nothing where the variable is set, or outside Linux.
public func waitPassively() {
  #if os(Linux)
    guard getenv("OMP_WAIT_POLICY") == nil else { return }
    setenv("OMP_WAIT_POLICY", "passive", 1)
    // Returns only if it fails; then the program goes on as it is.
    execv("/proc/self/exe", CommandLine.unsafeArgv)
  #endif
}
