import { percentile } from '../results/numbers.ts'
import { startApi } from './api.ts'
import type { Batches } from './batches.ts'
import { createClock } from './clock.ts'
import { startServers, tellWorkers } from './servers.ts'
import type { Costs, Site } from './site.ts'
import { startWorker } from './worker.ts'

/** So many mails that wait, so many connections whose next call follows the last, or so many calls a second. */
export type Load = { waiting: number } | { connections: number } | { callsPerSecond: number }

/** What came out. Processor times are milliseconds a unit, busy is each part's share of the time. */
export type Outcome = {
  perSecond: number
  /** From the call to the relay's acceptance, in milliseconds; 0 where nobody called. */
  p50: number
  p99: number
  spent: { app: number; postgres: number; redis: number }
  busy: { api: number; worker: number; postgres: number; redis: number }
  /** How many units a batch had. */
  batchSize: number
}

const seconds = 5
// Until everything that arrives is on its way.
const warmUpMs = 1_000

/** Runs a site under a load for some simulated seconds, or until what waited is mailed. */
export function simulate(site: Site, costs: Costs, load: Load): Outcome {
  const clock = createClock()
  const servers = startServers(clock, site, costs)
  const latencies: number[] = []
  let answered = 0
  let accepted = 0
  let lastAt = 0

  const workers = Array.from({ length: site.workers }, () =>
    startWorker(servers, askedAt => {
      accepted += 1
      lastAt = clock.now()
      if (askedAt > warmUpMs) latencies.push(lastAt - askedAt)
    }),
  )
  const apis = Array.from({ length: site.apis }, () => startApi(servers))
  const endMs = 'connections' in load ? seconds * 1_000 : undefined
  if ('waiting' in load) wait(load.waiting)
  else if ('connections' in load) for (let each = 0; each < load.connections; each += 1) callAgain(each)
  else callAtPace(load.callsPerSecond)
  clock.run(endMs)

  const ms = endMs ?? lastAt
  const units = 'connections' in load ? answered : accepted
  const apps = 'connections' in load ? apis : workers
  return {
    perSecond: (units * 1_000) / ms,
    p50: latencies.length > 0 ? percentile(latencies, 0.5) : 0,
    p99: latencies.length > 0 ? percentile(latencies, 0.99) : 0,
    spent: {
      app: sum(apps.map(({ account }) => account.ms)) / units,
      postgres: servers.postgres.ms / units,
      redis: sum(servers.shards.map(({ thread }) => thread.account.ms)) / units,
    },
    busy: {
      api: highest(apis.map(({ account }) => account.ms)) / ms,
      worker: highest(workers.map(({ account }) => account.ms)) / ms,
      postgres: servers.postgres.ms / ms / site.cores.cores,
      redis: highest(servers.shards.map(({ thread }) => thread.account.ms)) / ms,
    },
    batchSize: meanSize(apps.flatMap(({ batches }) => batches)),
  }

  function wait(mails: number) {
    for (let each = 0; each < mails; each += 1) servers.shards[each % site.redis]?.waiting.push(0)
    for (const shard of servers.shards) tellWorkers(shard)
  }

  function callAgain(connection: number) {
    servers.load.run(costs.call.load, () =>
      apis[connection % site.apis]?.call(() => {
        answered += 1
        callAgain(connection)
      }),
    )
  }

  function callAtPace(callsPerSecond: number, made = 0) {
    clock.at((made * 1_000) / callsPerSecond, () => {
      apis[made % site.apis]?.call(() => {
        answered += 1
      })
      if (clock.now() < seconds * 1_000) callAtPace(callsPerSecond, made + 1)
    })
  }
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
const highest = (numbers: number[]) => Math.max(0, ...numbers)

function meanSize(all: Batches[]): number {
  return sum(all.map(batches => batches.items())) / Math.max(1, sum(all.map(batches => batches.count())))
}
