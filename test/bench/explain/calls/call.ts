import type { Db } from '@passlink/store'
import type postgres from 'postgres'

/** What calls need to know of the rows. */
export type Known = {
  /** Open deliveries of links: the newest first. */
  queued: string[]
  waiting: string[]
  /** Mails of links that were sent, with the link. */
  sent: { id: string; linkId: string; userId: string }[]
  /** Dead letters. */
  dead: string[]
  webhook: string
  withoutLink: string
  undoLinks: string[]
  /** Locks a link of an organization that can be revoked, until the answer is called. */
  lockLink: (organizationId: string) => Promise<() => Promise<void>>
}

/** Calls of the store by what they are for, in the order in which they are made. */
export type Calls = Record<string, (db: Db, known: Known) => Promise<unknown>>

export const actor = { operator: 'olga', name: 'Olga', address: '192.0.2.7' }

export const webhooks = {
  deadlineMs: 86_400_000,
  types: new Set([
    'passkey.added',
    'passkey.removed',
    'passkey.renamed',
    'user.deleted',
    'delivery.sent',
    'delivery.dead',
    'delivery.bounced',
  ] as const),
}

export const dayMs = 86_400_000

/** Takes the first `count` of what an iteration yields. */
export async function first<Item>(count: number, items: AsyncIterable<Item>): Promise<Item[]> {
  const taken: Item[] = []
  for await (const item of items) {
    taken.push(item)
    if (taken.length >= count) break
  }
  return taken
}

/** Reads what is known of the rows, and makes those that time alone would make. */
export async function readKnown(sql: postgres.Sql): Promise<Known> {
  const idsOf = async (condition: string, limit: number) =>
    (await sql.unsafe(`select id from deliveries where ${condition} order by id desc limit ${limit}`)).map(
      ({ id }) => id as string,
    )
  const [overdue, queued, waiting, dead] = [
    await idsOf(`status = 'queued' and kind = 'link'`, 20),
    await idsOf(`status = 'queued' and kind = 'link'`, 60),
    await idsOf(`status = 'waiting' and kind = 'link'`, 20),
    await idsOf(`status = 'dead' and discarded_at is null`, 20),
  ]
  const session = 'ef'.repeat(32)
  await sql`
    insert into operator_sessions (id_hash, operator, name, role, address, seen_at, ends_at)
    values (decode(${session}, 'hex'), 'otto', 'Otto', 'viewer', '192.0.2.8', now() - interval '5 minutes', now() + interval '1 hour')
    on conflict do nothing`
  await sql`update deliveries set deadline = now() - interval '1 minute' where id in ${sql(overdue)}`
  const [webhook = ''] = await idsOf(`status = 'queued' and kind = 'webhook'`, 1)
  const [withoutLink = ''] = await idsOf('link_id is null', 1)
  const sent = await sql<Known['sent']>`
    select deliveries.id, link_id as "linkId", user_id as "userId" from deliveries join links on links.id = link_id
    where status = 'sent' and kind = 'link' order by deliveries.id desc limit 50`
  const undo = await sql<{ id: string }[]>`
    select undo_links.id from undo_links join passkeys using (credential_id, user_id) where expires_at > now() order by undo_links.id desc limit 2`
  return {
    queued: queued.slice(20),
    waiting,
    sent: [...sent],
    dead,
    webhook,
    withoutLink,
    undoLinks: undo.map(({ id }) => id),
    lockLink: organizationId => lockLink(sql, organizationId),
  }
}

async function lockLink(sql: postgres.Sql, organizationId: string): Promise<() => Promise<void>> {
  const session = await sql.reserve()
  await session`begin`
  await session`
    select id from links where organization_id = ${organizationId} and redeemed_at is null and revoked_at is null
    order by id desc limit 1 for update`
  return async () => {
    await session`rollback`
    session.release()
  }
}
