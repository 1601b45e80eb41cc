import { type Contender, fill } from '../contenders/contender.ts'
import type { LoadQuestion } from '../load/main.ts'
import type { Calls } from '../load/stretch.ts'
import { residentMiB } from '../processes/processor-time.ts'
import { format } from '../results/numbers.ts'
import { type Context, withContenders } from './context.ts'

/** What a link takes in Redis and Postgres while it waits and when its mail has left, and what an API holds after many calls. */
export async function measureSize(context: Context): Promise<void> {
  await withContenders(context, async contenders => {
    for (const contender of contenders) await measureLinks(context, contender)
    for (const contender of contenders) await measureMemory(context, contender)
  })
}

const drainMs = 600_000

async function measureLinks({ servers, plan, add }: Context, contender: Contender): Promise<void> {
  const { redis, relay } = servers
  const { side, queue } = contender
  const { links } = plan.amounts
  await redis.empty()
  await queue.pause()
  const empty = await bytesOf(servers, contender)
  await fill(contender, links)
  const queued = await bytesOf(servers, contender)
  const worker = await contender.startApp('worker')
  try {
    const before = await relay.count()
    await queue.resume()
    await relay.whenTaken(before + links, drainMs)
    // Resolves when the last outcome is stored.
    await queue.pause()
  } finally {
    await worker.end()
  }
  const finished = await bytesOf(servers, contender)
  for (const [what, bytes] of [
    ['queued link', queued],
    ['finished link', finished],
  ] as const) {
    add({ what, unit: 'bytes in Redis', side, value: (bytes.redis - empty.redis) / links })
    add({ what, unit: 'bytes in Postgres', side, value: (bytes.postgres - empty.postgres) / links })
  }
}

async function bytesOf({ redis }: Context['servers'], { sql, vacuum }: Contender) {
  await vacuum()
  const [row] = await sql<{ bytes: string }[]>`select pg_database_size(current_database()) as bytes`
  return { redis: await redis.usedBytes(), postgres: Number(row?.bytes) }
}

/** Calls without a pause until there were a million, or the time is over. */
async function measureMemory({ servers, plan, add, remark }: Context, contender: Contender): Promise<void> {
  const { load } = servers
  const { side } = contender
  const { callsForMemory: goal, callsForMemoryMs } = plan.amounts
  const api = await contender.startApp('api')
  try {
    add({ what: 'api', unit: 'MiB at first', side, value: residentMiB(api.pid) })
    const question = { ask: 'calls', protocol: 'json', connections: 50, withKeys: false } as const
    const end = performance.now() + callsForMemoryMs
    let calls = 0
    while (calls < goal && performance.now() < end) {
      const stretch = { ...question, port: api.port, ms: 5_000 } satisfies LoadQuestion
      calls += (await load.ask<Calls>(stretch)).made
    }
    add({ what: 'api', unit: `MiB after ${format(goal)} calls`, side, value: residentMiB(api.pid) })
    if (calls < goal)
      remark(`${side}: memory of the API after ${format(calls)} calls, for that is what it answered in time.`)
  } finally {
    await api.end()
  }
}
