/** A path with those parameters behind it that say something. */
export function withQuery(path: string, parameters: Record<string, string | undefined>): string {
  const said = Object.entries(parameters).filter((pair): pair is [string, string] => Boolean(pair[1]))
  const query = new URLSearchParams(said).toString()
  return query ? `${path}?${query}` : path
}
