import type { Amounts } from '../amounts.ts'
import type { Contender } from '../contenders/contender.ts'
import type { LoadQuestion } from '../load/main.ts'
import type { Calls } from '../load/stretch.ts'
import type { App } from '../processes/app.ts'
import { startMeter } from '../processes/meter.ts'
import { type Context, withContenders } from './context.ts'

type Scenario = { protocol: 'json' | 'grpc'; withKeys: boolean; connections: number }

function scenariosOf({ connections, allKindsOfCalls }: Amounts): Scenario[] {
  const protocols = allKindsOfCalls ? (['json', 'grpc'] as const) : (['json'] as const)
  const keys = allKindsOfCalls ? [false, true] : [false]
  return protocols.flatMap(protocol =>
    keys.flatMap(withKeys => connections.map(count => ({ protocol, withKeys, connections: count }))),
  )
}

/** How many calls an API answers and how long each takes, at several numbers of connections. */
export async function measureApi(context: Context): Promise<void> {
  const { plan } = context
  const ms = plan.amounts.callsMs
  await withContenders(context, async contenders => {
    const entrants: Entrant[] = []
    try {
      for (const contender of contenders) entrants.push({ contender, api: await contender.startApp('api') })
      for (const entrant of entrants) await warmUp(context, entrant, ms)
      for (let round = 0; round < plan.rounds; round += 1)
        for (const scenario of scenariosOf(plan.amounts))
          for (const entrant of entrants)
            if (speaks(entrant.contender, scenario)) await measure(context, entrant, scenario, ms)
    } finally {
      for (const { api } of entrants) await api.end()
    }
  })
}

type Entrant = { contender: Contender; api: App }

// The naive composition has neither gRPC nor idempotency keys.
const speaks = ({ side }: Contender, { protocol, withKeys }: Scenario) =>
  side !== 'naive' || (protocol === 'json' && !withKeys)

async function warmUp({ servers }: Context, { contender, api }: Entrant, ms: number): Promise<void> {
  const question = { ask: 'calls', port: api.port, connections: 50, withKeys: false, ms } as const
  await servers.load.ask({ ...question, protocol: 'json' } satisfies LoadQuestion)
  await contender.vacuum()
}

async function measure(
  { servers, add, remark }: Context,
  { contender: { side }, api }: Entrant,
  scenario: Scenario,
  ms: number,
): Promise<void> {
  const what = describe(scenario)
  const { postgres, redis, load } = servers
  const spent = startMeter({ app: [api.pid], postgres: [postgres.pid], redis: [redis.pid], load: [load.pid] })
  const question = { ask: 'calls', port: api.port, ms, ...scenario } satisfies LoadQuestion
  const { answered, failed, made, p50, p99 } = await load.ask<Calls>(question)
  if (failed > 0) remark(`${what}, ${side}: ${failed} of ${answered} calls were refused.`)
  add({ what, unit: 'calls/s', side, value: (answered * 1_000) / ms, cost: spent(made) })
  add({ what, unit: 'p50 ms', side, value: p50 })
  add({ what, unit: 'p99 ms', side, value: p99 })
}

function describe({ protocol, withKeys, connections }: Scenario): string {
  const count = connections === 1 ? '1 connection' : `${connections} connections`
  return `${protocol === 'json' ? 'JSON' : 'gRPC'}${withKeys ? ' with a key' : ''}, ${count}`
}
