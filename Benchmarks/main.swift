import Foundation
import Physics
import Torch

// blemish-bench [head] [unet] [unet-bf16] [calls]: training steps, and bare calls, against the same in Python's torch.
// blemish-bench poisson: the coarse stage's equation against OpenCV's seamlessClone and the bandwidth of memory.
// blemish-bench synthesis [FAMILY…]: samples a second of each family of defects.
// blemish-bench segmentation: time of a training step of the segmenters.
// blemish-bench fine: time of the fine stages a sample, and of the network's training.
// blemish-bench diffusion: pictures a second of the diffusion generator, and time of a step of its training.
waitPassively()
keepFreedMemory()
let arguments = Array(CommandLine.arguments.dropFirst())

func tasks(_ names: [String]) throws -> [TimedTask.Kind] {
  try names.map { name in
    guard let task = TimedTask.Kind(rawValue: name) else {
      let known = TimedTask.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw BenchmarkError("no task named \(name); there are \(known)")
    }
    return task
  }
}

do {
  if arguments.first == "worker" {
    for task in try tasks(Array(arguments.dropFirst())) { try Worker.serve(TimedTask(task)) }
  } else if arguments == ["poisson"] {
    try PoissonSpeed().run()
  } else if arguments == ["fine"] {
    try RefinementSpeed().run()
  } else if arguments == ["diffusion"] {
    try DiffusionSpeed().run()
  } else if arguments == ["segmentation"] {
    try SegmentationSpeed().run()
  } else if arguments.first == "synthesis" {
    let named = Array(arguments.dropFirst())
    try SynthesisSpeed(families: named.isEmpty ? DefectFamily.allCases.map(\.rawValue) : named).run()
  } else {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    print("\(threads) threads, medians   Swift       Python   ratio (quartiles)                Python as it comes")
    for task in try tasks(arguments.isEmpty ? ["head", "unet", "calls"] : arguments) {
      print(try Comparison(task, turns: 15, threads: threads).line)
    }
  }
} catch {
  FileHandle.standardError.write(Data("blemish-bench: \(error)\n".utf8))
  exit(1)
}
