import { sql } from 'drizzle-orm'
import { againAfterDeadlock } from '../database/again-after-deadlock.ts'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { type Transaction, transact } from '../database/transaction.ts'
import { clock, given, type Instant, ids, toInstant } from '../database/values.ts'
import { insertEvents } from '../events/insert.ts'
import { reportRemoval } from '../passkeys/report-removal.ts'
import type { WebhookTerms } from '../webhooks/webhook-terms.ts'
import { type UndoState, type UndoTimes, undoStateOf } from './undo-state.ts'

export type Undo = {
  undoId: string
  requestId: string
  /** The `traceparent` of the request that causes it, where that is traced. */
  traceParent?: string | null
  /** The deadline of the notice to the user, in milliseconds from now. */
  noticeDeadlineMs: number
  /** The terms of the webhook; null: no webhook. */
  webhooks: WebhookTerms | null
}

/** `removed`: the passkey was removed by this call; `redeemed`: it was removed before. */
export type Undone = { outcome: 'removed' | 'unknown' | Exclude<UndoState, 'open'> }

type LockedUndoLink = UndoTimes & {
  userId: string
  organizationId: string
  credentialId: string
  passkeyName: string
  /** The link with which the passkey was added, while it is kept. */
  linkId: string | null
  now: Instant
}

// In the order in which the deletion of a user locks them, so that no two transactions deadlock: links in the order of
// their ids, the passkey, then the undo link. The link of the notice is locked because the webhook will refer to it.
const lockLinks = statement<{ id: string; isOpen: boolean }>(sql`
  select id, redeemed_at is null and revoked_at is null as "isOpen" from links
  where user_id = (select user_id from undo_links where id = ${given('undoId')})
    and (redeemed_at is null and revoked_at is null
      or id = (select link_id from deliveries where id = ${given('undoId')}))
  order by id for update`)

const lockPasskey = statement(sql`
  select credential_id from passkeys
  where credential_id = (select credential_id from undo_links where id = ${given('undoId')}) for update`)

const lock = statement<LockedUndoLink>(sql`
  select undo_links.user_id as "userId", organization_id as "organizationId", credential_id as "credentialId",
    passkey_name as "passkeyName", ${toInstant(sql`undo_links.expires_at`)} as "expiresAt",
    ${toInstant(sql`undo_links.redeemed_at`)} as "redeemedAt", ${clock} as now,
    (select link_id from deliveries where id = undo_links.id) as "linkId"
  from undo_links join users on users.id = undo_links.user_id
  where undo_links.id = ${given('undoId')} for update of undo_links`)

const revoke = statement(sql`update links set revoked_at = now() where id in ${ids('ids')}`)

const remove = statement<{ id: string }>(sql`
  delete from passkeys where user_id = ${given('userId')} and credential_id = ${given('credentialId')}
  returning credential_id as id`)

const setRedeemed = statement(sql`update undo_links set redeemed_at = now() where id = ${given('undoId')}`)

/**
 * Redeems an undo link, in one transaction: removes the passkey, marks the link as redeemed, revokes the user's open
 * links, because whoever added the passkey may have more of them, appends the events, and records the notice and the
 * webhook. Of concurrent calls only one succeeds.
 */
export const redeemUndoLink = (db: Db, undo: Undo): Promise<Undone> =>
  againAfterDeadlock(() => transact(db, tx => redeemOnce(tx, undo)))

async function redeemOnce(tx: Transaction, undo: Undo): Promise<Undone> {
  const { undoId } = undo
  const [links, , [link]] = await together([
    lockLinks(tx, { undoId }),
    lockPasskey(tx, { undoId }),
    lock(tx, { undoId }),
  ])
  if (!link) return { outcome: 'unknown' }
  const state = undoStateOf(link, link.now)
  if (state !== 'open') return { outcome: state }
  const { userId, credentialId } = link
  const revoked = links.flatMap(({ id, isOpen }) => (isOpen ? [id] : []))
  const [removed] = await together([
    remove(tx, { userId, credentialId }),
    setRedeemed(tx, { undoId }),
    revoke(tx, { ids: revoked }),
  ])
  const isRemoved = removed.length > 0
  await report(tx, link, { revoked, isRemoved }, undo)
  return { outcome: isRemoved ? 'removed' : 'redeemed' }
}

/** Appends the events, and reports it if the passkey was removed. */
async function report(
  tx: Transaction,
  { userId, organizationId, credentialId, passkeyName, linkId, now }: LockedUndoLink,
  { revoked, isRemoved }: { revoked: string[]; isRemoved: boolean },
  { requestId, traceParent = null, ...reporting }: Undo,
) {
  const because = 'the user undid the addition of a passkey'
  const person = { userId, organizationId }
  await insertEvents(
    tx,
    revoked.map(id => ({ ...person, linkId: id, type: 'link.revoked', data: { because } })),
  )
  const removed = { credentialId, name: passkeyName, because }
  if (isRemoved)
    await reportRemoval(tx, { ...person, linkId, requestId, traceParent, removed }, { ...reporting, now })
}
