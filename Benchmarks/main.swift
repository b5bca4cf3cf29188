import Foundation
import Torch

// blemish-bench [head] [unet] [unet-bf16]: training steps against the same models in Python's torch.
waitPassively()
let arguments = Array(CommandLine.arguments.dropFirst())

func tasks(_ names: [String]) throws -> [TrainingTask.Kind] {
  try names.map { name in
    guard let task = TrainingTask.Kind(rawValue: name) else {
      let known = TrainingTask.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw BenchmarkError("no task named \(name); there are \(known)")
    }
    return task
  }
}

do {
  if arguments.first == "worker" {
    for task in try tasks(Array(arguments.dropFirst())) { try Worker.serve(TrainingTask(task)) }
  } else {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    print("Training step, \(threads) threads, medians:  Swift       Python   ratio (quartiles)")
    for task in try tasks(arguments.isEmpty ? ["head", "unet"] : arguments) {
      print(try TrainingComparison(task, pairs: 15, threads: threads).line)
    }
  }
} catch {
  FileHandle.standardError.write(Data("blemish-bench: \(error)\n".utf8))
  exit(1)
}
