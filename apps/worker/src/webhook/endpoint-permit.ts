import type { HealthReport } from '@passlink/store'

/**
 * A permit for one webhook. `report` updates the health of the endpoint for all workers; it resolves to whether the
 * endpoint is away after that, as far as this worker knows. Does not reject.
 */
export type EndpointPermit = {
  report: (report: HealthReport) => Promise<boolean>
  release: () => void
}

/** `trouble` is why no webhooks can be sent while the endpoint is away, or null. */
export type EndpointGate = {
  acquire: (giveUp?: AbortSignal) => Promise<EndpointPermit | undefined>
  away: () => ReadonlyMap<string, boolean>
  trouble: () => string | null
  close: () => void
}
