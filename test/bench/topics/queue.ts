import { setTimeout as pause } from 'node:timers/promises'
import { migrateQueue } from '@passlink/queue'
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

async function measure({ servers, plan, add }: Context, contender: Contender, size: number): Promise<void> {
  const { relay, postgres, redis } = servers
  const { side, queue } = contender
  for (let missing = size - (await countOpen(contender)); missing > 0; missing -= chunkMax)
    await contender.record(Math.min(missing, chunkMax))
  await emptyQueue(servers, contender)
  await contender.vacuum()
  const worker = await contender.startApp('worker')
  try {
    const spent = startMeter({ app: [worker.pid], postgres: [postgres.pid], redis: [redis.pid] })
    const [mailsBefore, jobsBefore, begun] = [await relay.count(), await queue.count(), performance.now()]
    await pause(plan.amounts.restoreMs)
    const mails = (await relay.count()) - mailsBefore
    const returned = (await queue.count()) - jobsBefore + mails
    const seconds = (performance.now() - begun) / 1_000
    const what = `${format(size)} open`
    add({ what, unit: 'jobs back/s', side, value: returned / seconds, cost: spent(returned) })
    add({ what, unit: 'mails/s meanwhile', side, value: mails / seconds })
  } finally {
    await worker.end()
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
  await migrateQueue(databaseUrl)
}
