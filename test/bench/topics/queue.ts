import { setTimeout as pause } from 'node:timers/promises'
import { migrateQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import type { Contender } from '../contenders/contender.ts'
import { startMeter } from '../processes/meter.ts'
import { format } from '../results/numbers.ts'
import { type Context, withContenders } from './context.ts'

/** How fast jobs come back to a queue that lost all of them, and how many mails leave meanwhile. The naive side has no such thing. */
export async function measureQueue(context: Context): Promise<void> {
  const { plan } = context
  await withContenders(context, async contenders => {
    const restoring = contenders.filter(({ side }) => side !== 'naive')
    for (const size of plan.amounts.openSizes)
      for (let round = 0; round < plan.rounds; round += 1)
        for (const contender of restoring) await measure(context, contender, size)
  })
}

const chunkMax = 10_000
const lookEveryMs = 100

/** Jobs in the queue and mails that were taken, at a moment. */
type State = { jobs: number; mails: number; at: number }

async function measure({ servers, plan, add }: Context, contender: Contender, size: number): Promise<void> {
  const { relay, postgres, redis } = servers
  const { side, queue } = contender
  for (let missing = size - (await countOpen(contender)); missing > 0; missing -= chunkMax)
    await contender.record(Math.min(missing, chunkMax))
  await emptyQueue(servers, contender)
  await contender.vacuum()
  const worker = await contender.startApp('worker')
  try {
    const state = async () => {
      const [jobs, mails] = [await queue.count(), await relay.count()]
      return { jobs, mails, at: performance.now() }
    }
    const empty = await state()
    const returned = (now: State) => now.jobs - empty.jobs + now.mails - empty.mails
    const first = await until(state, now => returned(now) > 0, 60_000)
    const spent = startMeter({ app: [worker.pid], postgres: [postgres.pid], redis: [redis.pid] })
    const last = await until(state, now => returned(now) >= 0.99 * size, plan.amounts.restoreMs)
    const seconds = (last.at - first.at) / 1_000
    const jobs = returned(last) - returned(first)
    const what = `${format(size)} open`
    add({ what, unit: 'jobs back/s', side, value: jobs / seconds, cost: spent(jobs) })
    add({ what, unit: 'mails/s meanwhile', side, value: (last.mails - first.mails) / seconds })
  } finally {
    await worker.end()
  }
}

/** Looks at the state until it is as wanted, or the time is over; the last one seen. */
async function until(
  state: () => Promise<State>,
  wanted: (now: State) => boolean,
  ms: number,
): Promise<State> {
  const end = performance.now() + ms
  for (;;) {
    const now = await state()
    if (wanted(now) || now.at > end) return now
    await pause(lookEveryMs)
  }
}

async function countOpen({ sql }: Contender): Promise<number> {
  const [row] = await sql<{ open: string }[]>`
    select count(*) as open from deliveries where status in ('queued', 'sending', 'waiting')`
  return Number(row?.open)
}

/** What a Redis without its data is, or a database whose queue's tables were made anew. */
async function emptyQueue(
  { redis }: Context['servers'],
  { side, sql, databaseUrl }: Contender,
): Promise<void> {
  if (side === 'redis') return redis.empty()
  await sql`drop schema bullmq cascade`
  await migrateQueue(readDatabaseUrl(databaseUrl))
}
