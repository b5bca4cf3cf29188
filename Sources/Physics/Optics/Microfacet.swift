/// Reflection by a surface of tiny mirrors whose normals follow the Trowbridge–Reitz (GGX) distribution.
///
/// f = D F G₂ / (4 (n·l) (n·v)). Source: B. Walter et al., "Microfacet models for refraction through rough surfaces",
/// EGSR 2007 (D); E. Heitz, "Understanding the masking-shadowing function", JCGT 3 (2014) (G₂, height-correlated Smith);
/// C. Schlick, "An inexpensive BRDF model", Computer Graphics Forum 13 (1994) (F).
public enum Microfacet {
  /// D, 1/sr: the area of mirrors whose normal lies at an angle of the given cosine to the surface's; ∫ D cos dω = 1.
  /// - Parameter roughness: α, the root of twice the mean square slope's scale, in 0…1, positive.
  @inline(__always)
  public static func distribution(cosine: Float, roughness: Float) -> Float {
    let a2 = roughness * roughness
    let fall = cosine * cosine * (a2 - 1) + 1
    return cosine > 0 ? a2 / (.pi * fall * fall) : 0
  }

  /// F, 0…1: reflectance of a mirror met at an angle of the given cosine, from that at normal incidence.
  @inline(__always)
  public static func fresnel(cosine: Float, normalReflectance: Float) -> Float {
    let rest = 1 - min(1, max(0, cosine))
    let squared = rest * rest
    return normalReflectance + (1 - normalReflectance) * squared * squared * rest
  }

  /// G₂ / (4 (n·l) (n·v)), 1: the share of mirrors that both lamp and camera see, with the measure's denominator.
  @inline(__always)
  public static func visibility(lamp: Float, camera: Float, roughness: Float) -> Float {
    let a2 = roughness * roughness
    let fromLamp = camera * (lamp * lamp * (1 - a2) + a2).squareRoot()
    let fromCamera = lamp * (camera * camera * (1 - a2) + a2).squareRoot()
    return 0.5 / max(1e-6, fromLamp + fromCamera)
  }
}
