import type { Cores } from './machine.ts'
import type { Load } from './simulate.ts'
import type { Relay, Site } from './site.ts'

/** A small case that is measured and simulated. The costs are fitted to the first two of each kind. */
export type Case = { name: string; site: Site; load: Load }

const roundTripMs = 0.05
const fastRelay: Relay = { connections: 20, answerMs: 0, roundTripMs, perSecond: null }
const slowRelay: Relay = { ...fastRelay, answerMs: 50 }
// Much less than two workers can do, on any machine.
const limitedRelay: Relay = { ...fastRelay, perSecond: 200 }

/** The cases, on a machine with these cores. */
export function casesOn(cores: Cores): { mails: Case[]; calls: Case[] } {
  const mails = (name: string, workers: number, jobsAtOnce: number, relay: Relay, waiting = 3_000): Case => ({
    name,
    site: siteOf(cores, { apis: 0, workers, jobsAtOnce, relay }),
    load: { waiting },
  })
  const calls = (connections: number): Case => ({
    name: `calls from ${connections} connections`,
    site: siteOf(cores, { apis: 1, workers: 0, jobsAtOnce: 0, relay: fastRelay }),
    load: { connections },
  })
  return {
    mails: [
      mails('one worker, 20 jobs at once', 1, 20, fastRelay, 2_000),
      mails('one worker, 100 jobs at once', 1, 100, fastRelay),
      mails('one worker, 50 jobs at once', 1, 50, fastRelay),
      mails('two workers, 50 jobs at once', 2, 50, fastRelay),
      mails('two workers, 100 jobs at once', 2, 100, fastRelay),
      mails('one worker, a relay that answers after 50 ms', 1, 100, slowRelay, 1_500),
      mails('two workers, a relay that answers after 50 ms', 2, 100, slowRelay, 3_000),
      mails('two workers, RELAY_RATE=200/1s', 2, 100, limitedRelay, 1_200),
    ],
    calls: [calls(10), calls(500), calls(50), calls(200)],
  }
}

function siteOf(cores: Cores, own: Pick<Site, 'apis' | 'workers' | 'jobsAtOnce' | 'relay'>): Site {
  return { machines: 'one', cores, roundTripMs, redis: 1, ...own }
}
