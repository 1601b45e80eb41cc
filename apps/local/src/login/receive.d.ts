import type { Known } from './known.ts'

/** Learns from a webhook, as docs/integration.md shows it. Throws if it is not signed with the secret, or is old. */
export function receive(secret: string, headers: Record<string, string>, body: string, known: Known): void
