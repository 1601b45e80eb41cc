import { type AttemptOutcome, recordLinks, settleDeliveries } from '@passlink/store'
import { sql } from 'drizzle-orm'
import { claim, type MailedLink, request, settlementOf, unlimited } from './deliveries.ts'
import type { TestDatabase } from './servers/database.ts'

type Death = { userId?: string; outcome?: AttemptOutcome; relay?: string; detail?: string }

/** Records a link, by default for alice, whose delivery dies in one attempt. Resolves to the delivery's id. */
export async function createDeadLetter(
  database: Pick<TestDatabase, 'db'>,
  death: Death = {},
): Promise<string> {
  const { userId = 'alice' } = death
  const [link] = await recordLinks(database.db, [{ ...request, userId }], unlimited)
  const { deliveryId } = link as MailedLink
  await killDelivery(database, deliveryId, death)
  return deliveryId
}

/** Makes an open delivery dead with one more attempt. */
export async function killDelivery(
  { db }: Pick<TestDatabase, 'db'>,
  deliveryId: string,
  { outcome = 'rejected', relay = 'relay:25', detail = '550 5.1.1 no such mailbox' }: Death = {},
): Promise<void> {
  const claimed = await claim(db, deliveryId)
  // Only a rejection is final; other outcomes end dead when the time for the last try is over.
  const retryInMs = outcome === 'rejected' ? null : 86_400_000
  if (retryInMs !== null) await passTimeUntilDeadline(db, deliveryId)
  const answer = { outcome, relay, detail, smtpCode: 550, enhancedCode: '5.1.1', retryInMs }
  await settleDeliveries(db, [settlementOf(claimed, answer)])
}

/** Moves a delivery in time so that its deadline comes in ten seconds. */
async function passTimeUntilDeadline(db: TestDatabase['db'], deliveryId: string): Promise<void> {
  const passed = sql`(deadline - now() - interval '10 seconds')`
  await db.execute(sql`
    update deliveries set created_at = created_at - ${passed}, redriven_at = redriven_at - ${passed},
      deadline = deadline - ${passed}
    where id = ${deliveryId}`)
}

/** Creates ten thousand and one dead letters of alice, more than are counted. */
export async function createMassFailure(database: TestDatabase): Promise<void> {
  await createDeadLetter(database)
  await database.sql`
    insert into deliveries (id, link_id, kind, request_id, deadline, status, dead_at, dead_reason)
    select gen_random_uuid(), link_id, kind, request_id, deadline, status, dead_at, dead_reason
    from deliveries cross join generate_series(1, 10000)`
}
