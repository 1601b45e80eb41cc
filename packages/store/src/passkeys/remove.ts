import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { clock, given, type Instant } from '../database/values.ts'
import type { InsertedEvent } from '../events/insert.ts'
import type { WebhookTerms } from '../webhooks/webhook-terms.ts'
import { reportRemoval } from './report-removal.ts'

/** The event of a removal, and the organization of the passkey's owner. */
export type RemovedPasskey = InsertedEvent & { organizationId: string }

export type RequestedRemoval = {
  userId: string
  credentialId: string
  requestId: string
  /** The `traceparent` of the request that causes it, where that is traced. */
  traceParent?: string | null
  /** The deadline of the notice to the user, in milliseconds from now. */
  noticeDeadlineMs: number
  /** The terms of the webhook; null: no webhook. */
  webhooks: WebhookTerms | null
}

const remove = statement<{ organizationId: string; name: string; now: Instant }>(sql`
  delete from passkeys using users
  where users.id = passkeys.user_id and users.id = ${given('userId')} and credential_id = ${given('credentialId')}
  returning organization_id as "organizationId", passkeys.name, ${clock} as now`)

/**
 * Removes a passkey of a user, appends the event, and records the notice and the webhook, in one transaction; undefined if
 * the user has no such passkey.
 * Rejects with the signal's reason, and removes nothing, if the signal is aborted before the commit.
 */
export function removePasskey(
  db: Db,
  { userId, credentialId, requestId, traceParent = null, ...reporting }: RequestedRemoval,
  { signal }: { signal?: AbortSignal } = {},
): Promise<RemovedPasskey | undefined> {
  return transact(db, async tx => {
    const [removed] = await remove(tx, { userId, credentialId })
    if (!removed) return undefined
    const { organizationId, name, now } = removed
    const event = await reportRemoval(
      tx,
      { userId, organizationId, linkId: null, requestId, traceParent, removed: { credentialId, name } },
      { ...reporting, now },
    )
    signal?.throwIfAborted()
    return { ...event, organizationId }
  })
}
