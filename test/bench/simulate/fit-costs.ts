import { type Load, type Outcome, simulate } from './simulate.ts'
import type { Cost, Costs, Site } from './site.ts'

/** What was measured where: units a second, and milliseconds of processor time a unit. */
export type Measured = {
  site: Site
  load: Load
  perSecond: number
  spent: { app: number; postgres: number; redis: number }
}

/** Two cases of a kind whose batches are of different sizes. */
export type Pair = readonly [Measured, Measured]

// How long a batch may wait, in milliseconds.
const waits = [0, ...Array.from({ length: 13 }, (_, n) => 0.2 * 1.4 ** n)]
// The first costs are far away, the next are near those with a shorter wait.
const firstRounds = 6
const nextRounds = 2
// No mail is sent by a site of calls, and no call is made to one of mails.
const none = { app: 0, appBatch: 0, postgres: 0, postgresBatch: 0, redis: 0, batchWait: 0 }

/**
 * The costs with which the simulation spends what was measured in both cases of each kind, and the wait of a batch with which
 * both are about as fast as they were. `others` are those that are the same in every case: the relay's a mail, the load
 * generator's a call.
 */
export function fitCosts(mails: Pair, calls: Pair, { relay, load }: { relay: number; load: number }): Costs {
  return {
    mail: { ...fitCost(mails, mail => ({ mail: { ...mail, relay }, call: { ...none, load } })), relay },
    call: { ...fitCost(calls, call => ({ call: { ...call, load }, mail: { ...none, relay } })), load },
  }
}

function fitCost(pair: Pair, costsWith: (cost: Cost) => Costs): Cost {
  const simulatePair = (cost: Cost) =>
    pair.map(({ site, load }) => simulate(site, costsWith(cost), load)) as [Outcome, Outcome]
  const errorOf = (outcomes: Outcome[]) =>
    Math.hypot(...outcomes.map(({ perSecond }, n) => Math.log(perSecond / (pair[n] as Measured).perSecond)))
  let cost: Cost = { ...none, ...pair[1].spent }
  let best = { cost, error: Number.POSITIVE_INFINITY }
  for (const batchWait of waits) {
    cost = { ...cost, batchWait }
    const rounds = batchWait === 0 ? firstRounds : nextRounds
    for (let round = 0; round < rounds; round += 1) cost = nearer(cost, pair, simulatePair(cost))
    const error = errorOf(simulatePair(cost))
    if (error < best.error) best = { cost, error }
  }
  return best.cost
}

type Work = { batches: number; app: number; postgres: number; redis: number }

function nearer(cost: Cost, pair: Pair, outcomes: readonly [Outcome, Outcome]): Cost {
  const [one, other] = pair.map(({ spent }, n): Work => {
    const { batchSize, spent: simulated } = outcomes[n] as Outcome
    return {
      batches: 1 / batchSize,
      // What it takes where no core is shared, for as much as was measured where they are.
      app: (spent.app * (cost.app + cost.appBatch / batchSize)) / simulated.app,
      postgres: (spent.postgres * (cost.postgres + cost.postgresBatch / batchSize)) / simulated.postgres,
      redis: (spent.redis * cost.redis) / simulated.redis,
    }
  }) as [Work, Work]
  const app = solve(one, other, 'app')
  const postgres = solve(one, other, 'postgres')
  return {
    app: app.each,
    appBatch: app.batch,
    postgres: postgres.each,
    postgresBatch: postgres.batch,
    redis: (one.redis + other.redis) / 2,
    batchWait: cost.batchWait,
  }
}

/** `each + batches × batch` for both; neither is less than nothing. */
function solve(one: Work, other: Work, part: 'app' | 'postgres') {
  const batch = Math.max(0, (one[part] - other[part]) / (one.batches - other.batches))
  return { batch, each: Math.max(0.001, other[part] - other.batches * batch) }
}
