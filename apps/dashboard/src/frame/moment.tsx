/** A `time` element for an RFC 3339 time in UTC. */
export function Moment({ at }: { at: string }) {
  return <time datetime={at}>{readable(at)}</time>
}

/** Formats an RFC 3339 time to the second: `2026-11-23 03:43:51`. */
export function readable(at: string): string {
  return at.slice(0, 19).replace('T', ' ')
}
