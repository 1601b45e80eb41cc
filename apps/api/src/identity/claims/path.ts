/** The claims of a token, or of an answer of userinfo or introspection. */
export type Claims = Readonly<Record<string, unknown>>

/**
 * The value at a claim path, or undefined. The longest name of a claim that begins the path wins, so that names may
 * contain dots themselves: `realm_access.roles` is the claim of this name or, without one, `roles` in `realm_access`.
 */
export function readPath(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  for (const dot of dotsOf(path)) {
    const value = Object.hasOwn(claims, path.slice(0, dot)) ? claims[path.slice(0, dot)] : undefined
    const found = isRecord(value) ? readPath(value, path.slice(dot + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** The claims in which a value at one of the paths can be. */
export function pickClaims(claims: Claims, paths: readonly string[]): Claims {
  const names = new Set(paths.flatMap(path => [path, ...dotsOf(path).map(dot => path.slice(0, dot))]))
  return Object.fromEntries(Object.entries(claims).filter(([name]) => names.has(name)))
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The positions of the dots in a path, the last one first. */
function dotsOf(path: string): number[] {
  return [...path.matchAll(/\./g)].map(({ index }) => index).reverse()
}
