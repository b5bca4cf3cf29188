/// Which pixels of a mask file are the defect.
public enum MaskConvention: String, Sendable, Codable, CaseIterable {
  /// Those above 0: the usual masks, white on black.
  case light
  /// The dark ones: black on white, where 1 or 255 stands for good.
  case dark
}
