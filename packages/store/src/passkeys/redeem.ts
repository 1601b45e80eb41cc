import { sql } from 'drizzle-orm'
import { againAfterDeadlock } from '../database/again-after-deadlock.ts'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { type Transaction, transact } from '../database/transaction.ts'
import { clock, given, type Instant, ids, toInstant } from '../database/values.ts'
import { insertDeliveries, type NewDelivery } from '../deliveries/insert.ts'
import { insertEvents } from '../events/insert.ts'
import type { LinkTimes } from '../links/link-state.ts'
import type { RequestDetails } from '../links/request-details.ts'
import { insertUndoLink } from '../undo/insert.ts'
import { noticeFor, webhooksFor } from '../webhooks/insert.ts'
import type { WebhookTerms } from '../webhooks/webhook-terms.ts'
import { decideRedeem, type RedeemDecision } from './decide-redeem.ts'
import { insertPasskey, type NewPasskey } from './insert-passkey.ts'

export type Redemption = {
  linkId: string
  passkey: NewPasskey
  requestId: string
  /** The `traceparent` of the request that causes it, where that is traced. */
  traceParent?: string | null
  /** The deadline of the notice to the user, in milliseconds from now. */
  noticeDeadlineMs: number
  /** The terms of the webhook; null: no webhook. */
  webhooks: WebhookTerms | null
  /** The key and the lifetime of the link in the notice with which the passkey can be removed. */
  undo: { keyId: string; lifetimeMs: number }
  /** From where the link is redeemed. */
  details: RequestDetails
}

export type Redeemed =
  | { outcome: 'redeemed'; sequence: string; at: string }
  | { outcome: 'passkey_exists' | Exclude<RedeemDecision['outcome'], 'redeemed'> }

type LockedLink = LinkTimes & {
  id: string
  userId: string
  organizationId: string
  userHandle: string
  now: Instant
}

// Locked in the order of the ids, and links after deliveries everywhere, so that no two transactions deadlock.
const lock = statement<{ id: string }>(sql`
  select id from links
  where user_id = (select user_id from links where id = ${given('linkId')})
    and (id = ${given('linkId')} or (redeemed_at is null and revoked_at is null))
  order by id for update`)

const read = statement<LockedLink>(sql`
  select links.id, user_id as "userId", links.organization_id as "organizationId", handle as "userHandle",
    ${toInstant(sql`expires_at`)} as "expiresAt", ${toInstant(sql`redeemed_at`)} as "redeemedAt",
    ${toInstant(sql`revoked_at`)} as "revokedAt", ${clock} as now
  from links join users on users.id = user_id
  where user_id = (select user_id from links where id = ${given('linkId')})
    and (links.id = ${given('linkId')} or (redeemed_at is null and revoked_at is null))`)

const setRedeemed = statement(sql`update links set redeemed_at = now() where id = ${given('linkId')}`)

const setRevoked = statement(sql`update links set revoked_at = now() where id in ${ids('ids')}`)

/**
 * Redeems a link with a completed registration, in one transaction: stores the passkey, marks the link as redeemed,
 * revokes the user's other open links, appends the events, and records the notice and the webhook. Of concurrent calls
 * for the links of one user only one succeeds.
 */
export async function redeemLink(db: Db, redemption: Redemption): Promise<Redeemed> {
  return againAfterDeadlock(() => transact(db, tx => redeemOnce(tx, redemption)))
}

async function redeemOnce(tx: Transaction, redemption: Redemption): Promise<Redeemed> {
  const linkId = redemption.linkId.toLowerCase()
  const [locked, links] = await together([lock(tx, { linkId }), read(tx, { linkId })])
  const lockedLinks = links.filter(link => locked.some(({ id }) => id === link.id))
  const decision = decideRedeem(linkId, lockedLinks, Math.max(0, ...lockedLinks.map(({ now }) => now)))
  if (decision.outcome !== 'redeemed') return decision
  const link = lockedLinks.find(({ id }) => id === linkId) as LockedLink
  const isNew = await insertPasskey(tx, redemption.passkey, { linkId, userId: link.userId })
  if (!isNew) return { outcome: 'passkey_exists' }
  const [, , added] = await together([
    setRedeemed(tx, { linkId }),
    setRevoked(tx, { ids: decision.revoked }),
    writeEvents(tx, link, decision.revoked, redemption),
  ])
  const reports = reportsOf(added.sequence, link, redemption)
  const { credentialId, name: passkeyName } = redemption.passkey
  const { keyId, lifetimeMs } = redemption.undo
  await together([
    insertDeliveries(tx, reports),
    insertUndoLink(tx, {
      id: reports[0].id,
      userId: link.userId,
      credentialId,
      passkeyName,
      keyId,
      expiresAt: link.now + lifetimeMs,
      details: redemption.details,
    }),
  ])
  return { outcome: 'redeemed', ...added }
}

/** Appends the events. Resolves to the event of the passkey. */
async function writeEvents(tx: Transaction, link: LockedLink, revoked: string[], { passkey }: Redemption) {
  const { userId, organizationId, userHandle } = link
  const eventOf = (linkId: string, type: string, data: object) => ({
    userId,
    organizationId,
    linkId,
    type,
    data,
  })
  const { publicKey, attestation: _, ...facts } = passkey
  const added = { ...facts, publicKey: Buffer.from(publicKey).toString('base64url'), userHandle }
  const events = await insertEvents(tx, [
    eventOf(link.id, 'link.redeemed', {}),
    ...revoked.map(id => eventOf(id, 'link.revoked', { because: 'another link was redeemed' })),
    eventOf(link.id, 'passkey.added', added),
  ])
  return events.at(-1) as (typeof events)[number]
}

/** The notice to the user and, after it, the webhook to the organization. */
function reportsOf(
  sequence: string,
  { id: linkId, userId, organizationId, now }: LockedLink,
  { requestId, traceParent = null, noticeDeadlineMs, webhooks }: Redemption,
): [NewDelivery, ...NewDelivery[]] {
  const added = {
    type: 'passkey.added' as const,
    linkId,
    userId,
    organizationId,
    requestId,
    traceParent,
    sequence,
    data: {},
  }
  return [noticeFor(added, { deadlineMs: noticeDeadlineMs, now }), ...webhooksFor([added], { webhooks, now })]
}
