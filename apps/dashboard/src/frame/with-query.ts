/** The path with a query string of the parameters that are not empty. */
export function withQuery(path: string, parameters: Record<string, string | undefined>): string {
  const filled = Object.entries(parameters).filter((pair): pair is [string, string] => Boolean(pair[1]))
  const query = new URLSearchParams(filled).toString()
  return query ? `${path}?${query}` : path
}
