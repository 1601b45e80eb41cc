const lengthMax = 200

/** An untrusted value for a log: as JSON, at most 200 characters of it. */
export function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, lengthMax)
}
