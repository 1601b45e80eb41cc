import { type AttemptOutcome, recordLinks, settleDeliveries } from '@passlink/store'
import { claim, type MailedLink, request, settlementOf, unlimited } from './deliveries.ts'
import type { TestDatabase } from './servers/database.ts'

type Death = { userId?: string; outcome?: AttemptOutcome; relay?: string; detail?: string }

/** Records a link for alice, or whoever it is for, whose mail dies in one attempt; says the delivery's id. */
export async function deadLetter(database: Pick<TestDatabase, 'db'>, death: Death = {}): Promise<string> {
  const { userId = 'alice' } = death
  const [link] = await recordLinks(database.db, [{ ...request, userId }], unlimited)
  const { deliveryId } = link as MailedLink
  await die(database, deliveryId, death)
  return deliveryId
}

/** Has an open delivery die in one more attempt. */
export async function die(
  { db }: Pick<TestDatabase, 'db'>,
  deliveryId: string,
  { outcome = 'rejected', relay = 'relay:25', detail = '550 5.1.1 no such mailbox' }: Death = {},
): Promise<void> {
  const claimed = await claim(db, deliveryId)
  // Only a refusal is final by itself; anything else dies because its retry would come too late.
  const retryInMs = outcome === 'rejected' ? null : 86_400_000
  const answer = { outcome, relay, detail, smtpCode: 550, enhancedCode: '5.1.1', retryInMs }
  await settleDeliveries(db, [settlementOf(claimed, answer)])
}
