import { sql } from 'drizzle-orm'
import { DatabaseError } from '../database/errors.ts'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { type Transaction, transact } from '../database/transaction.ts'
import { given, ids } from '../database/values.ts'
import { maxUuid } from '../deliveries/list-open.ts'
import { insertEvents } from '../events/insert.ts'
import { type Actor, insertAudit } from '../operators/audit.ts'

/**
 * One step of a revocation: how many links were looked at, how many of them were revoked, and how many were skipped because
 * another transaction had them locked. `before` is where the next step begins; null when all have been looked at. After
 * that those that were skipped are tried once more (`isRetry`), and `busy` are those that are locked still.
 */
export type RevokedLinks = {
  looked: number
  revoked: number
  busy: number
  before: string | null
  isRetry: boolean
}

type Link = { id: string; userId: string }

const find = statement<{ id: string }>(sql`
  select id from links where organization_id = ${given('organizationId')} and id < ${given('before')}::uuid
  order by id desc limit ${given('limit')}`)

// A link whose time is over begins a new one if its mail is sent after all.
const isOpen = sql`
  redeemed_at is null and revoked_at is null and (
    expires_at is null or expires_at > now()
      or exists (select from deliveries where link_id = links.id and kind = 'link' and status <> 'sent')
  )`

const open = sql`select id, user_id as "userId" from links where id in ${ids('ids')} and ${isOpen}`

const findOpen = statement<Link>(open)

// Locked in the order of the ids, and nothing is locked after it, so that no two transactions deadlock.
const lockFree = statement<Link>(sql`${open} order by id for update skip locked`)

const lock = statement<Link>(sql`${open} order by id for update`)

const revoke = statement(sql`update links set revoked_at = now() where id in ${ids('ids')}`)

/**
 * Revokes all links of an organization that can be redeemed now or later, the newest first, `batchSize` in each
 * transaction, with their events and a line of the audit. A mail that waits is not sent any more. Links that are requested
 * after the start stay. A caller that stops iterating stops it, and can go on later at `before`; to begin anew is harmless.
 */
export async function* revokeLinks(
  db: Db,
  organizationId: string,
  actor: Actor,
  { batchSize = 500, before = maxUuid }: { batchSize?: number; before?: string } = {},
): AsyncGenerator<RevokedLinks> {
  const skipped: string[] = []
  for (let next: string | null = before; next !== null; ) {
    const found: { id: string }[] = await find(db, { organizationId, before: next, limit: batchSize })
    const looked = found.map(({ id }) => id)
    const isFirst = next === maxUuid && looked.length > 0
    const { revoked, busy } = await transact(db, async tx => {
      const [free, all] = await together([lockFree(tx, { ids: looked }), findOpen(tx, { ids: looked })])
      await revokeLocked(tx, free, { organizationId, actor, isFirst })
      const freeIds = new Set(free.map(({ id }) => id))
      return { revoked: free.length, busy: all.filter(({ id }) => !freeIds.has(id)) }
    })
    skipped.push(...busy.map(({ id }) => id))
    next = looked.length < batchSize ? null : (looked.at(-1) ?? null)
    yield { looked: looked.length, revoked, busy: busy.length, before: next, isRetry: false }
  }
  if (skipped.length > 0) yield await revokeSkipped(db, skipped, { organizationId, actor })
}

type Revocation = { organizationId: string; actor: Actor }

/** Revokes links one by one, and waits for each as long as a lock may take. */
async function revokeSkipped(db: Db, skipped: string[], revocation: Revocation): Promise<RevokedLinks> {
  let [revoked, busy] = [0, 0]
  for (const id of skipped) {
    try {
      revoked += await transact(db, async tx => {
        const locked = await lock(tx, { ids: [id] })
        await revokeLocked(tx, locked, { ...revocation, isFirst: false })
        return locked.length
      })
    } catch (error) {
      if (!(error instanceof DatabaseError) || !error.isLockTimeout) throw error
      busy += 1
    }
  }
  return { looked: 0, revoked, busy, before: null, isRetry: true }
}

async function revokeLocked(
  tx: Transaction,
  links: readonly Link[],
  { organizationId, actor, isFirst }: Revocation & { isFirst: boolean },
): Promise<void> {
  const data = { because: 'an operator revoked the links of the organization' }
  const details = { revoked: links.length }
  const events = links.map(({ id, userId }) => ({
    userId,
    organizationId,
    linkId: id,
    type: 'link.revoked',
    data,
  }))
  if (!isFirst && links.length === 0) return
  await together([
    revoke(tx, { ids: links.map(({ id }) => id) }),
    insertEvents(tx, events),
    insertAudit(tx, [{ ...actor, action: 'links.revoked', subject: organizationId, details }]),
  ])
}
