import ArgumentParser
import Foundation

/// Settings that are changed in their JSON form, so that every field can be named as it stands in a file.
enum NamedSettings {
  /// `value` with one field changed.
  /// - Parameter setting: the field's path with dots, an equals sign and its value as JSON.
  static func changed<Value: Codable>(_ value: Value, by setting: String) throws -> Value {
    let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw ValidationError("--set \(setting): a name and a value, as in headWeight=0.7") }
    guard var tree = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? [String: Any],
      let new = try? JSONSerialization.jsonObject(with: Data(parts[1].utf8), options: .fragmentsAllowed)
    else { throw ValidationError("--set \(setting): the value is no number, true, false or JSON") }
    let path = parts[0].split(separator: ".").map(String.init)
    guard replace(&tree, path[...], new) else {
      throw ValidationError(NearestName.complaint(about: parts[0], what: "setting", among: names(tree)))
    }
    do {
      return try JSONDecoder().decode(Value.self, from: JSONSerialization.data(withJSONObject: tree))
    } catch { throw ValidationError("--set \(setting): the value has the wrong type") }
  }

  private static func replace(_ tree: inout [String: Any], _ path: ArraySlice<String>, _ value: Any) -> Bool {
    guard let name = path.first, let old = tree[name] else { return false }
    guard path.count > 1 else {
      tree[name] = value
      return true
    }
    guard var branch = old as? [String: Any] else { return false }
    defer { tree[name] = branch }
    return replace(&branch, path.dropFirst(), value)
  }

  private static func names(_ tree: [String: Any]) -> [String] {
    tree.sorted { $0.key < $1.key }.flatMap { name, value -> [String] in
      guard let branch = value as? [String: Any] else { return [name] }
      return names(branch).map { "\(name).\($0)" }
    }
  }
}
