import { setTimeout as pause } from 'node:timers/promises'
import { type Contender, fill } from '../contenders/contender.ts'
import type { App } from '../processes/app.ts'
import { startMeter } from '../processes/meter.ts'
import { residentMiB } from '../processes/processor-time.ts'
import { format } from '../results/numbers.ts'
import { type Context, withContenders } from './context.ts'
import { drainOnce } from './worker.ts'

/** How fast one worker drains a queue, whatever waits in it. */
export async function measureDrain(context: Context): Promise<void> {
  const { plan } = context
  const { drainedSizes, warmUpMails } = plan.amounts
  await withContenders(context, async contenders => {
    const entrants: Entrant[] = []
    try {
      for (const contender of contenders)
        entrants.push({ contender, worker: await contender.startApp('worker') })
      for (const { contender } of entrants) {
        await drainOnce(context, contender, warmUpMails)
        await contender.vacuum()
      }
      for (let round = 0; round < plan.rounds; round += 1)
        for (const entrant of entrants) await drainWhole(context, entrant, 1_000)
      for (const size of drainedSizes)
        for (let round = 0; round < plan.rounds; round += 1)
          for (const entrant of entrants) await drainPart(context, entrant, size)
    } finally {
      for (const { worker } of entrants) await worker.end()
    }
  })
}

type Entrant = { contender: Contender; worker: App }

async function drainWhole(context: Context, { contender }: Entrant, size: number): Promise<void> {
  const { ms } = await drainOnce(context, contender, size)
  const { side } = contender
  const what = `all of ${format(size)} waiting`
  context.add({ what, unit: 'mails/s', side, value: (size * 1_000) / ms })
}

/** Brings the queue to `size`, lets the worker drain it for some seconds, and stops it again. */
async function drainPart({ servers, plan, add }: Context, { contender, worker }: Entrant, size: number) {
  const { relay, postgres, redis } = servers
  const { side, queue } = contender
  await queue.pause()
  await fill(contender, size - (await queue.count()))
  await contender.vacuum()
  const app = [worker.pid]
  const spent = startMeter({ app, postgres: [postgres.pid], redis: [redis.pid], relay: [relay.pid] })
  const [before, begun] = [await relay.count(), performance.now()]
  await queue.resume()
  await pause(plan.amounts.drainMs)
  const mails = (await relay.count()) - before
  const ms = performance.now() - begun
  const cost = spent(mails)
  const what = `${format(size)} waiting`
  add({ what, unit: 'mails/s', side, value: (mails * 1_000) / ms, cost })
  add({ what, unit: "worker's memory, MiB", side, value: residentMiB(worker.pid) })
  await queue.pause()
}
