import { openNaive } from '../contenders/open-naive.ts'
import type { LoadQuestion } from '../load/main.ts'
import type { Calls } from '../load/stretch.ts'
import type { PartName, PartsQuestion } from '../parts/main.ts'
import type { Done } from '../parts/part.ts'
import type { RouteQuestion } from '../parts/route.ts'
import { startHelper } from '../processes/helper.ts'
import { startMeter } from '../processes/meter.ts'
import type { Context } from './context.ts'

/** What each part of either side could do if there were nothing else. */
export async function measureParts(context: Context): Promise<void> {
  const { servers, plan } = context
  await servers.redis.empty()
  const naive = await openNaive(servers)
  try {
    await measureInOneProcess(context, naive)
    await measureRoute(context, plan.amounts.partMs)
  } finally {
    await naive.close()
  }
}

async function measureInOneProcess(
  { servers, plan, add }: Context,
  { databaseUrl, vacuum }: Awaited<ReturnType<typeof openNaive>>,
) {
  const { postgres, redis, relay, cleanUp } = servers
  const helper = startHelper(new URL('../parts/main.ts', import.meta.url), cleanUp)
  const ask = <Answer>(question: PartsQuestion) => helper.ask<Answer>(question)
  const ms = plan.amounts.partMs
  try {
    const urls = { databaseUrl, redisUrl: redis.url, relayUrl: relay.url }
    const parts = await ask<PartName[]>({ ask: 'open', ...urls })
    for (const { what } of parts) {
      await ask({ ask: 'prepare', what })
      await ask({ ask: 'run', what, ms: ms / 2 })
    }
    await vacuum()
    for (let round = 0; round < plan.rounds; round += 1)
      for (const { what, unit } of parts) {
        await ask({ ask: 'prepare', what })
        const pids = { app: [helper.pid], postgres: [postgres.pid], redis: [redis.pid], relay: [relay.pid] }
        const spent = startMeter(pids)
        const done = await ask<Done>({ ask: 'run', what, ms })
        add({ what, unit, side: 'limit', value: (done.units * 1_000) / done.ms, cost: spent(done.units) })
      }
    await ask({ ask: 'close' })
  } finally {
    await helper.end()
  }
}

async function measureRoute({ servers, plan, add }: Context, ms: number): Promise<void> {
  const { issuer, load, cleanUp } = servers
  const server = startHelper(new URL('../parts/route.ts', import.meta.url), cleanUp)
  try {
    const serving = { ask: 'serve', issuer: issuer.url, audience: issuer.audience } satisfies RouteQuestion
    const port = await server.ask<number>(serving)
    const question = { ask: 'calls', port, protocol: 'json', connections: 50, withKeys: false, ms } as const
    const what = 'Hono route that verifies a token, 50 connections'
    await load.ask(question satisfies LoadQuestion)
    for (let round = 0; round < plan.rounds; round += 1) {
      const spent = startMeter({ app: [server.pid], load: [load.pid] })
      const { answered, made } = await load.ask<Calls>(question)
      add({ what, unit: 'calls/s', side: 'limit', value: (answered * 1_000) / ms, cost: spent(made) })
    }
  } finally {
    await server.end()
  }
}
