import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { type Transaction, transact } from '../database/transaction.ts'
import { clock, given, type Instant, ids, toInstant } from '../database/values.ts'
import { insertEvents } from '../events/insert.ts'
import { type UndoState, type UndoTimes, undoStateOf } from './decide-undo.ts'

/** `removed`: the passkey was removed, by this call. */
export type Undone = { outcome: 'removed' | 'unknown' | Exclude<UndoState, 'open'> }

type LockedUndoLink = UndoTimes & {
  userId: string
  organizationId: string
  credentialId: string
  passkeyName: string
  now: Instant
}

const lock = statement<LockedUndoLink>(sql`
  select user_id as "userId", organization_id as "organizationId", credential_id as "credentialId",
    passkey_name as "passkeyName", ${toInstant(sql`expires_at`)} as "expiresAt",
    ${toInstant(sql`redeemed_at`)} as "redeemedAt", ${clock} as now
  from undo_links join users on users.id = user_id
  where undo_links.id = ${given('id')} for update of undo_links`)

// In the order of the ids, as everywhere, so that no two transactions deadlock.
const lockOpenLinks = statement<{ id: string }>(sql`
  select id from links where user_id = ${given('userId')} and redeemed_at is null and revoked_at is null
  order by id for update`)

const revoke = statement(sql`
  update links set revoked_at = now() where id in ${ids('ids')}`)

const remove = statement(sql`
  delete from passkeys where user_id = ${given('userId')} and credential_id = ${given('credentialId')}`)

const setRedeemed = statement(sql`update undo_links set redeemed_at = now() where id = ${given('id')}`)

/**
 * Redeems an undo link, in one transaction: removes the passkey, marks the link as redeemed, revokes the user's open
 * links, because whoever added the passkey may have more of them, and appends the events. Of concurrent calls only one
 * succeeds.
 */
export function redeemUndoLink(db: Db, id: string): Promise<Undone> {
  return transact(db, async tx => {
    const [link] = await lock(tx, { id })
    if (!link) return { outcome: 'unknown' }
    const state = undoStateOf(link, link.now)
    if (state !== 'open') return { outcome: state }
    const { userId, credentialId } = link
    const [open] = await together([
      lockOpenLinks(tx, { userId }),
      remove(tx, { userId, credentialId }),
      setRedeemed(tx, { id }),
    ])
    const revoked = open.map(({ id: linkId }) => linkId)
    await together([revoke(tx, { ids: revoked }), writeEvents(tx, link, revoked)])
    return { outcome: 'removed' }
  })
}

function writeEvents(tx: Transaction, link: LockedUndoLink, revoked: string[]) {
  const { userId, organizationId, credentialId, passkeyName } = link
  const because = 'the user undid the addition of a passkey'
  const eventOf = (linkId: string | null, type: string, data: object) => ({
    userId,
    organizationId,
    linkId,
    type,
    data,
  })
  return insertEvents(tx, [
    eventOf(null, 'passkey.removed', { credentialId, name: passkeyName, because }),
    ...revoked.map(linkId => eventOf(linkId, 'link.revoked', { because })),
  ])
}
