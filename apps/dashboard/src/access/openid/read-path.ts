export type Claims = Readonly<Record<string, unknown>>

/**
 * The value at a path in claims, or undefined. The longest name of a claim that begins the path wins, because names may
 * contain dots themselves.
 */
export function readPath(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  const dots = [...path.matchAll(/\./g)].map(({ index }) => index).reverse()
  for (const dot of dots) {
    const name = path.slice(0, dot)
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined
    const found = isRecord(value) ? readPath(value, path.slice(dot + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
