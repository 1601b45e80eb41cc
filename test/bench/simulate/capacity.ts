import { type Outcome, simulate } from './simulate.ts'
import type { Costs, Site } from './site.ts'

/** What is enough for so many links a day, and how busy it is at the peak. */
export type Capacity = { linksPerDay: number; peakPerSecond: number; site: Site; outcome: Outcome }

// A day's peak beside its mean.
const peakFactor = 5
const secondsPerDay = 86_400
/** No part is planned to be busier than that at the peak. */
const busyMax = 0.6
const p99Max = 2_000

const sizes = [100_000, 1_000_000, 10_000_000, 100_000_000]

// Postgres and Redis in the same zone, a relay of a provider, which takes a while to answer.
export const smallest: Site = {
  machines: 'many',
  cores: { cores: 2, sharedSpeed: 1 },
  roundTripMs: 0.5,
  apis: 1,
  workers: 1,
  jobsAtOnce: 100,
  redis: 1,
  relay: { connections: 20, answerMs: 100, roundTripMs: 5, perSecond: null },
}

/** The smallest site for each size: what is too busy, or in the way, is enlarged until nothing is. */
export function planCapacities(costs: Costs): Capacity[] {
  return sizes.map(linksPerDay => {
    const peakPerSecond = (linksPerDay / secondsPerDay) * peakFactor
    let site = roughly(costs, peakPerSecond)
    for (;;) {
      const outcome = simulate(site, costs, { callsPerSecond: peakPerSecond })
      const larger = enlarge(site, outcome)
      if (!larger) return { linksPerDay, peakPerSecond, site, outcome }
      site = larger
    }
  })
}

// By the cost of a unit alone, as if batches were free.
function roughly({ mail, call }: Costs, perSecond: number): Site {
  const needed = (ms: number) => Math.max(1, Math.floor((perSecond * ms) / 1_000 / busyMax))
  const { relay, jobsAtOnce } = smallest
  const mailsOfWorker = (relay.connections * 1_000) / (relay.answerMs + 2 * relay.roundTripMs)
  return {
    ...smallest,
    apis: needed(call.app),
    workers: needed(mail.app),
    redis: needed(mail.redis + call.redis),
    relay: {
      ...relay,
      connections:
        perSecond / needed(mail.app) > mailsOfWorker
          ? Math.min(jobsAtOnce, 2 * relay.connections)
          : relay.connections,
    },
  }
}

/** What to turn first; undefined where it is enough. */
export function enlarge(site: Site, { busy, p99 }: Outcome): Site | undefined {
  if (busy.postgres > busyMax) return { ...site, cores: { ...site.cores, cores: site.cores.cores * 2 } }
  if (busy.redis > busyMax) return { ...site, redis: site.redis + 1 }
  if (busy.api > busyMax) return { ...site, apis: site.apis + 1 }
  if (busy.worker > busyMax) return { ...site, workers: site.workers + 1 }
  if (p99 < p99Max) return undefined
  const { relay } = site
  return relay.connections < site.jobsAtOnce
    ? { ...site, relay: { ...relay, connections: Math.min(site.jobsAtOnce, relay.connections * 2) } }
    : { ...site, workers: site.workers + 1 }
}
