import { sql } from 'drizzle-orm'
import { againAfterDeadlock } from '../database/again-after-deadlock.ts'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { clock, given, type Instant, milliseconds } from '../database/values.ts'
import { insertReportedEvents } from '../webhooks/insert.ts'
import type { WebhookTerms } from '../webhooks/webhook-terms.ts'

export type Renaming = {
  linkId: string
  credentialId: string
  name: string
  withinMs: number
  requestId: string
  /** The `traceparent` of the request that causes it, where that is traced. */
  traceParent?: string | null
  /** The terms of the webhook; null: no webhook. */
  webhooks: WebhookTerms | null
}

const lock = statement<{ userId: string; organizationId: string; before: string; now: Instant }>(sql`
  select links.user_id as "userId", links.organization_id as "organizationId", name as before, ${clock} as now
  from passkeys join links on links.id = passkeys.link_id
  where credential_id = ${given('credentialId')} and links.id = ${given('linkId')}
    and redeemed_at > now() - ${milliseconds(given('withinMs'))}
  for update of passkeys`)

const rename = statement(sql`
  update passkeys set name = ${given('name')} where credential_id = ${given('credentialId')}`)

/**
 * Renames the passkey that a link was redeemed with at most `withinMs` ago, appends the event and records the webhook, in
 * one transaction, unless it has that name already. False if there is no such passkey.
 */
export function renamePasskey(
  db: Db,
  { requestId, traceParent = null, webhooks, ...renaming }: Renaming,
): Promise<boolean> {
  const { linkId, credentialId, name } = renaming
  // The webhook locks the link, after the passkey.
  return againAfterDeadlock(() =>
    transact(db, async tx => {
      const [locked] = await lock(tx, renaming)
      if (!locked) return false
      const { now, before, ...person } = locked
      if (before === name) return true
      const renamed = {
        ...person,
        linkId,
        type: 'passkey.renamed' as const,
        data: { credentialId, name },
        requestId,
        traceParent,
      }
      await rename(tx, renaming)
      await insertReportedEvents(tx, [renamed], { webhooks, now })
      return true
    }),
  )
}
