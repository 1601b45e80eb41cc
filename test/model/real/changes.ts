import type { Db } from '@passlink/store'
import { type SQL, sql } from 'drizzle-orm'
import type { Delivery } from '../protocol.ts'

/** What changes a delivery without a verb: passing time, and other parts of the code. */
export type Change = {
  name: string
  appliesTo: (delivery: Delivery) => boolean
  model: (delivery: Delivery) => Delivery
  real: (db: Db, ids: string[]) => Promise<unknown>
}

export const changes: Change[] = [
  {
    name: 'the claim lapses',
    appliesTo: ({ status }) => status === 'sending',
    model: delivery => ({ ...delivery, lapsed: true }),
    real: (db, ids) => db.execute(sql`update deliveries set claimed_until = now() where id in ${among(ids)}`),
  },
  {
    name: 'the retry is due',
    appliesTo: ({ status }) => status === 'waiting',
    model: delivery => ({ ...delivery, due: true }),
    real: (db, ids) => db.execute(sql`update deliveries set due_at = now() where id in ${among(ids)}`),
  },
  {
    name: 'the deadline passes',
    appliesTo: ({ deadlinePassed }) => !deadlinePassed,
    model: delivery => ({ ...delivery, deadlinePassed: true }),
    // A redrive gives as much time as recording did, so the start of that time moves too.
    real: (db, ids) =>
      db.execute(sql`
        update deliveries set created_at = created_at - interval '1 day', redriven_at = redriven_at - interval '1 day',
          deadline = deadline - interval '1 day'
        where id in ${among(ids)}`),
  },
  {
    name: 'the link is redeemed',
    appliesTo: ({ link }) => link === 'open',
    model: delivery => ({ ...delivery, link: 'redeemed' }),
    real: (db, ids) => db.execute(sql`update links set redeemed_at = now() ${fromLocked(ids)}`),
  },
  {
    name: 'the link is revoked',
    appliesTo: ({ link }) => link === 'open',
    model: delivery => ({ ...delivery, link: 'revoked' }),
    real: (db, ids) => db.execute(sql`update links set revoked_at = now() ${fromLocked(ids)}`),
  },
  {
    name: 'the address is removed or restored',
    appliesTo: () => true,
    model: delivery => ({ ...delivery, hasAddress: !delivery.hasAddress }),
    real: (db, ids) =>
      db.execute(sql`
        update users set email_verified = not email_verified
        where id in (select user_id from links where id in (${linksOf(ids)}))`),
  },
  {
    name: 'the mails are paused, or are so no longer',
    appliesTo: () => true,
    model: delivery => ({ ...delivery, paused: !delivery.paused }),
    // As if its organization were paused, without what that means to the other deliveries.
    real: (db, ids) =>
      db.execute(sql`
        update links set organization_id = case organization_id when 'paused' then 'acme' else 'paused' end
        ${fromLocked(ids)}`),
  },
]

const among = (ids: string[]): SQL => sql`(select unnest(${sql.param(ids)}::text[])::uuid)`

const linksOf = (ids: string[]): SQL => sql`select link_id from deliveries where id in ${among(ids)}`

// In the order in which claims lock them, so that there is no deadlock.
const fromLocked = (ids: string[]): SQL => sql`
  from (select id from links where id in (${linksOf(ids)}) order by id for update) as locked where links.id = locked.id`
