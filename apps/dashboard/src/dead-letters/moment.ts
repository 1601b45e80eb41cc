import { html } from 'hono/html'

/** An RFC 3339 moment in UTC as operators read it: `2026-11-23 03:43:51`. */
export function moment(at: string) {
  return html`<time datetime="${at}">${readable(at)}</time>`
}

/** An RFC 3339 moment to the second: `2026-11-23 03:43:51`. */
export function readable(at: string): string {
  return at.slice(0, 19).replace('T', ' ')
}
