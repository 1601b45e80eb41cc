import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { given } from '../database/values.ts'
import { type InsertedEvent, insertEvents } from '../events/insert.ts'

/** The event of a removal, and the organization of the passkey's owner. */
export type RemovedPasskey = InsertedEvent & { organizationId: string }

const remove = statement<{ organizationId: string; name: string }>(sql`
  delete from passkeys using users
  where users.id = passkeys.user_id and users.id = ${given('userId')} and credential_id = ${given('credentialId')}
  returning organization_id as "organizationId", passkeys.name`)

/**
 * Removes a passkey of a user and appends the event in one transaction; undefined if the user has no such passkey.
 * Rejects with the signal's reason, and removes nothing, if the signal is aborted before the commit.
 */
export function removePasskey(
  db: Db,
  { userId, credentialId }: { userId: string; credentialId: string },
  { signal }: { signal?: AbortSignal } = {},
): Promise<RemovedPasskey | undefined> {
  return transact(db, async tx => {
    const [removed] = await remove(tx, { userId, credentialId })
    if (!removed) return undefined
    const { organizationId, name } = removed
    const data = { credentialId, name }
    const events = await insertEvents(tx, [
      { userId, organizationId, linkId: null, type: 'passkey.removed', data },
    ])
    signal?.throwIfAborted()
    return { ...(events[0] as InsertedEvent), organizationId }
  })
}
