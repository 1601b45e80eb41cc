import { setTimeout as delay } from 'node:timers/promises'
import type postgres from 'postgres'
import type { DeadLink } from './facts.ts'
import type { Random } from './random.ts'

/** Makes links of open deliveries unusable, one at a time. */
export type LinkKilling = { dead: DeadLink[]; stop: () => Promise<void> }

const everyMs = 1_000

// The driver may wait for ever for an answer that was lost with its connection.
const answerMsMax = 5_000

export function startKillingLinks(sql: postgres.Sql, random: Random): LinkKilling {
  const dead: DeadLink[] = []
  let killing: Promise<void> | undefined

  async function killOne() {
    const how = random.pick(['revoked', 'redeemed'] as const)
    // A link can be redeemed only from its first attempt on.
    const [killed] = await sql<{ id: string }[]>`
      with one as (
        select link_id from deliveries
        where kind = 'link' and status in ('queued', 'sending', 'waiting') and attempts >= ${how === 'redeemed' ? 1 : 0}
        order by random() limit 1
      )
      update links set ${how === 'redeemed' ? sql`redeemed_at` : sql`revoked_at`} = now()
      from one where links.id = one.link_id and redeemed_at is null and revoked_at is null
      returning links.id`
    // Date.now() is rounded down to whole milliseconds.
    if (killed) dead.push({ linkId: killed.id, how, at: Date.now() + 1 })
  }

  const timer = setInterval(() => {
    // If the database is down, it is unknown whether a link died; such a link is not counted.
    killing ??= killOne()
      .catch(() => {})
      .finally(() => {
        killing = undefined
      })
  }, everyMs)
  return {
    dead,
    async stop() {
      clearInterval(timer)
      await Promise.race([killing, delay(answerMsMax)])
    },
  }
}
