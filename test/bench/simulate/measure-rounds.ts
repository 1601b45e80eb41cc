import type { Contender } from '../contenders/contender.ts'
import { openPasslink } from '../contenders/open-passlink.ts'
import type { LoadQuestion } from '../load/main.ts'
import type { Calls } from '../load/stretch.ts'
import type { App } from '../processes/app.ts'
import { startMeter } from '../processes/meter.ts'
import { format } from '../results/numbers.ts'
import type { Cost } from '../results/sample.ts'
import type { Servers } from '../servers/start-servers.ts'
import { drainOnce } from '../topics/worker.ts'
import type { Case } from './cases.ts'

/** A case as it was measured once: units a second, and milliseconds of processor time a unit. */
export type MeasuredCase = Case & { perSecond: number; spent: Required<Cost> }

const warmUpMails = 1_500
const callsMs = 4_000

/**
 * Measures all cases so many times, with the queue in Redis: each round has all of them, so that a machine that becomes
 * slower does not make one case look slower beside the others.
 */
export async function measureRounds(
  servers: Servers,
  cases: Case[],
  rounds: number,
): Promise<MeasuredCase[][]> {
  await servers.redis.empty()
  const contender = await openPasslink(servers, 'redis')
  try {
    const measured: MeasuredCase[][] = []
    for (let round = 1; round <= rounds; round += 1) {
      const all: MeasuredCase[] = []
      for (const each of cases) {
        const { perSecond, spent } = await measureCase(servers, contender, each)
        const costs = Object.values(spent).map(format).join(' · ')
        console.log(`  ${round} of ${rounds}, ${each.name}: ${format(perSecond)} a second (${costs} ms)`)
        all.push({ ...each, perSecond, spent })
      }
      measured.push(all)
    }
    return measured
  } finally {
    await contender.close()
  }
}

async function measureCase(servers: Servers, contender: Contender, { site, load }: Case) {
  const apps: App[] = []
  try {
    for (let each = 0; each < site.workers; each += 1)
      apps.push(await contender.startApp('worker', workerSettings(site)))
    for (let each = 0; each < site.apis; each += 1) apps.push(await contender.startApp('api'))
    const measure = () =>
      'waiting' in load
        ? drain(servers, contender, apps, load.waiting)
        : call(servers, apps, 'connections' in load ? load.connections : 1)
    if ('waiting' in load) await drainOnce({ servers }, contender, warmUpMails)
    else await measure()
    await contender.vacuum()
    await servers.relay.delay(site.relay.answerMs)
    const { perSecond, cost } = await measure()
    const { app = 0, postgres = 0, redis = 0, relay = 0, load: caller = 0 } = cost
    return { perSecond, spent: { app, postgres, redis, relay, load: caller } }
  } finally {
    await servers.relay.delay(0)
    for (const app of apps) await app.end()
  }
}

const workerSettings = ({ jobsAtOnce, relay: { perSecond } }: Case['site']) => ({
  WORKER_CONCURRENCY: `${jobsAtOnce}`,
  ...(perSecond === null ? {} : { RELAY_RATE: `${perSecond}/1s` }),
})

async function drain(servers: Servers, contender: Contender, apps: App[], mails: number) {
  const { ms, cost = {} } = await drainOnce({ servers }, contender, mails, () => meter(servers, apps))
  return { perSecond: (mails * 1_000) / ms, cost }
}

async function call(servers: Servers, [api]: App[], connections: number) {
  const port = api?.port ?? 0
  const spent = meter(servers, api ? [api] : [])
  const question: LoadQuestion = {
    ask: 'calls',
    protocol: 'json',
    port,
    connections,
    withKeys: false,
    ms: callsMs,
  }
  const { answered, made } = await servers.load.ask<Calls>(question)
  return { perSecond: (answered * 1_000) / callsMs, cost: spent(made) }
}

function meter({ postgres, redis, relay, load }: Servers, apps: App[]) {
  return startMeter({
    app: apps.map(({ pid }) => pid),
    postgres: [postgres.pid],
    redis: [redis.pid],
    relay: [relay.pid],
    load: [load.pid],
  })
}
