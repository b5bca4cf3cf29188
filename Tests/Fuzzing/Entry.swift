import Foundation

/// The parser that this process feeds.
nonisolated(unsafe) private var parser = Parser.all[0]

/// libFuzzer's first call: `--parser=NAME` says what is fed.
@_cdecl("LLVMFuzzerInitialize")
func initialize(
  _ count: UnsafePointer<Int32>, _ arguments: UnsafePointer<UnsafePointer<UnsafePointer<CChar>>>
) -> Int32 {
  let words = (0..<Int(count.pointee)).map { String(cString: arguments.pointee[$0]) }
  let name = words.first { $0.hasPrefix("--parser=") }?.dropFirst("--parser=".count)
  guard let named = Parser.all.first(where: { $0.name == name ?? "" }) else {
    let names = Parser.all.map(\.name).joined(separator: ", ")
    let usage = "usage: blemish-fuzz --parser=NAME [libFuzzer's options]\nNAME: \(names)\n"
    FileHandle.standardError.write(Data(usage.utf8))
    exit(2)
  }
  parser = named
  return 0
}

/// One input. What a parser throws is its answer to a damaged file; what stops the process is a fault.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  // A Data of its own, so that reading past its end is seen.
  let data = bytes.map { Data(bytes: $0, count: count) } ?? Data()
  do { try parser.parse(data) } catch {
    precondition(parser.isExpected(error), "not an error that \(parser.name) may throw: \(error)")
  }
  return 0
}

@_silgen_name("LLVMFuzzerMutate")
private func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int) -> Int

/// libFuzzer's own mutation; of a PNG the checksums are made to fit again, as the decoder gets no further without.
@_cdecl("LLVMFuzzerCustomMutator")
func customMutator(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32) -> Int {
  let mutated = mutate(bytes, count, capacity)
  if parser.hasChecksums, seed % 8 != 0 { PNGChunks.mend(UnsafeMutableBufferPointer(start: bytes, count: mutated)) }
  return mutated
}
