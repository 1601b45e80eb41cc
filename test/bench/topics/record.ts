import { createDatabase } from '../contenders/open-passlink.ts'
import { startHelper } from '../processes/helper.ts'
import { startMeter } from '../processes/meter.ts'
import type { Recorded, RecordQuestion } from '../record/main.ts'
import type { Context } from './context.ts'

const sizes = [1, 10, 50]

/** How long recording takes in one process with one connection: a lone request, and several in one call. */
export async function measureRecord({ servers, plan, add }: Context): Promise<void> {
  const { postgres, cleanUp } = servers
  const { databaseUrl, sql } = await createDatabase(postgres, 'recording')
  const helper = startHelper(new URL('../record/main.ts', import.meta.url), cleanUp)
  const ask = <Answer>(question: RecordQuestion) => helper.ask<Answer>(question)
  const ms = plan.amounts.recordMs
  try {
    await ask({ ask: 'open', databaseUrl })
    for (const size of sizes) await ask({ ask: 'record', size, ms: ms / 2 })
    await sql`vacuum analyze`
    for (let round = 0; round < plan.rounds; round += 1)
      for (const size of sizes) {
        const spent = startMeter({ app: [helper.pid], postgres: [postgres.pid] })
        const { medianMs, calls } = await ask<Recorded>({ ask: 'record', size, ms })
        const what = size === 1 ? 'a lone request' : `${size} requests in one call`
        add({ what, unit: 'ms a call', side: 'record', value: medianMs, cost: spent(calls) })
      }
  } finally {
    await helper.end()
    await sql.end()
    await postgres.dropDatabase('recording')
  }
}
