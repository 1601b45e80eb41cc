import { type Contender, fill } from '../contenders/contender.ts'
import type { App } from '../processes/app.ts'
import { startMeter } from '../processes/meter.ts'
import { type Context, withContenders } from './context.ts'
import { measureLatency } from './latency.ts'

/** How many mails a second leave through one worker and two, and how long a mail takes from its call on. */
export async function measureWorker(context: Context): Promise<void> {
  const { plan } = context
  const { workers: workerCounts, jobsAtOnce, latencyRounds } = plan.amounts
  for (const jobs of jobsAtOnce)
    await withContenders(context, async contenders => {
      const entrants = contenders.map(contender => ({ contender, workers: [] as App[] }))
      try {
        for (const count of workerCounts) {
          for (const entrant of entrants) await hire(context, entrant, jobs)
          const what = `${count === 1 ? 'one worker' : 'two workers'}, ${jobs} jobs at once`
          for (let round = 0; round < plan.rounds; round += 1)
            for (const entrant of entrants) await measure(context, entrant, what)
        }
        if (latencyRounds > 0 && jobs === jobsAtOnce[0])
          for (const { contender } of entrants) await measureLatency(context, contender)
      } finally {
        for (const worker of entrants.flatMap(({ workers }) => workers)) await worker.end()
      }
    })
}

type Entrant = { contender: Contender; workers: App[] }

const withinMs = 300_000

/** Starts one worker more, and lets all of them mail enough to be warm. */
async function hire(context: Context, { contender, workers }: Entrant, jobs: number): Promise<void> {
  workers.push(await contender.startApp('worker', contender.withConcurrency(jobs)))
  await drainOnce(context, contender, context.plan.amounts.warmUpMails)
  await contender.vacuum()
}

async function measure(context: Context, { contender, workers }: Entrant, what: string): Promise<void> {
  const { servers, plan, add } = context
  const { mails } = plan.amounts
  const app = workers.map(({ pid }) => pid)
  const { postgres, redis, relay } = servers
  const { ms, cost } = await drainOnce(context, contender, mails, () =>
    startMeter({ app, postgres: [postgres.pid], redis: [redis.pid], relay: [relay.pid] }),
  )
  add({
    what,
    unit: 'mails/s',
    side: contender.side,
    value: (mails * 1_000) / ms,
    ...(cost ? { cost } : {}),
  })
}

/** Lets so many mails wait and then all of them leave; says in how many milliseconds they did. */
export async function drainOnce(
  { servers: { relay } }: Pick<Context, 'servers'>,
  contender: Contender,
  mails: number,
  meter?: () => ReturnType<typeof startMeter>,
) {
  await contender.queue.pause()
  await fill(contender, mails)
  const before = await relay.count()
  const spent = meter?.()
  const begun = performance.timeOrigin + performance.now()
  await contender.queue.resume()
  const lastAt = await relay.whenTaken(before + mails, withinMs)
  return { ms: lastAt - begun, cost: spent?.(mails) }
}
