import type { Contender } from '../contenders/contender.ts'
import type { LoadQuestion } from '../load/main.ts'
import { personIds } from '../people.ts'
import { percentile } from '../results/numbers.ts'
import type { Context } from './context.ts'

const perSecond = 100
const withinMs = 60_000

/** How long a mail takes from the call to the relay's acceptance, at a hundred calls a second; its workers are running. */
export async function measureLatency({ servers, plan, add, remark }: Context, contender: Contender) {
  const { relay, load } = servers
  const { side } = contender
  const count = personIds.length
  const api = await contender.startApp('api')
  try {
    const pace = { ask: 'pace', port: api.port, perSecond, count } satisfies LoadQuestion
    // The first time warms the API up.
    for (let round = 0; round <= plan.amounts.latencyRounds; round += 1) {
      const before = await relay.count()
      await relay.note()
      const { dueAt, failed } = await load.ask<{ dueAt: number[]; failed: number }>(pace)
      if (failed > 0) remark(`Latency, ${side}: ${failed} of ${count} calls were refused.`)
      await relay.whenTaken(before + count - failed, withinMs)
      if (round === 0) {
        await contender.vacuum()
        continue
      }
      const arrivals = await relay.arrivals()
      const took = dueAt.flatMap((due, person) => {
        const at = arrivals[person]
        return at === undefined ? [] : [at - due]
      })
      const what = `call to accepted mail, ${perSecond} calls/s, two workers`
      add({ what, unit: 'p50 ms', side, value: percentile(took, 0.5) })
      add({ what, unit: 'p99 ms', side, value: percentile(took, 0.99) })
    }
  } finally {
    await api.end()
  }
}
