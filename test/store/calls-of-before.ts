import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { eventually } from '../eventually.ts'
import type { TestDatabase } from '../servers/database.ts'
import { insertUserOfBefore } from './schema-before.ts'

/** Repeats a step until it is stopped or fails. `stop` rejects if the step did. */
function repeat(step: () => Promise<void>) {
  let [rounds, stopping] = [0, false]
  const ended = (async () => {
    while (!stopping) {
      await step()
      rounds++
    }
  })()
  ended.catch(() => {})
  return {
    /** Resolves once a step that started after this call has ended. */
    async again() {
      const wanted = rounds + 2
      await eventually(() => expect(rounds).toBeGreaterThanOrEqual(wanted))
    },
    stop() {
      stopping = true
      return ended
    },
  }
}

/**
 * Starts three loops of what the version before the migrations writes: one records links, one mails them, one redeems
 * them. Its statements are written out here, because the code of today is that of the version after.
 */
export async function startCallsOfBefore(database: TestDatabase) {
  const { sql } = database
  for (const id of ['asking', 'mailed', 'redeeming']) await insertUserOfBefore(database, id)
  const record = (userId: string) =>
    sql.begin(async tx => {
      const [linkId, deliveryId] = [randomUUID(), randomUUID()]
      await tx`select id from users where id = ${userId} for key share`
      await tx`
        insert into allowances (subject, spent_until, granted) values (${`user:${userId}`}, now(), 1)
        on conflict (subject) do update set spent_until = excluded.spent_until`
      await tx`insert into links (id, user_id, organization_id) values (${linkId}, ${userId}, 'acme')`
      await tx`
        insert into deliveries (id, link_id, kind, request_id, deadline)
        values (${deliveryId}, ${linkId}, 'link', 'r', now() + interval '1 hour')`
      await tx`
        insert into events (user_id, organization_id, link_id, type, data)
        values (${userId}, 'acme', ${linkId}, 'link.requested', '{}')`
      return { linkId, deliveryId }
    })
  const mail = async (userId: string) => {
    const link = await record(userId)
    await sql.begin(async tx => {
      await tx`select id from deliveries where id = ${link.deliveryId} for update skip locked`
      await tx`
        update deliveries set status = 'sending', attempts = 1, claimed_until = now() + interval '1 minute'
        where id = ${link.deliveryId}`
      await tx`insert into attempts (delivery_id, number) values (${link.deliveryId}, 1)`
      await tx`
        update links set key_id = 'k1', expires_at = now() + interval '1 hour' where id = ${link.linkId}`
    })
    await sql.begin(async tx => {
      await tx`
        update deliveries set status = 'sent', sent_at = now(), claimed_until = null where id = ${link.deliveryId}`
      await tx`
        update attempts set finished_at = now(), outcome = 'accepted', relay = 'relay-1:25'
        where delivery_id = ${link.deliveryId}`
    })
    return link
  }
  const redeem = async () => {
    const { linkId } = await mail('redeeming')
    await sql.begin(async tx => {
      await tx`select id from links where id = ${linkId} for update`
      await tx`
        insert into passkeys (credential_id, user_id, public_key, counter, transports, backup_eligible, backed_up,
          aaguid, attestation_format, attestation, origin, rp_id, link_id, name)
        values (${randomUUID()}, 'redeeming', '', 0, '{}', false, false, ${randomUUID()}, 'none', '', 'https://a', 'a',
          ${linkId}, 'iPhone')`
      await tx`update links set redeemed_at = now() where id = ${linkId}`
      await tx`
        insert into deliveries (id, link_id, kind, event_sequence, request_id, deadline)
        values (${randomUUID()}, ${linkId}, 'notice', 1, 'r', now() + interval '1 hour')`
    })
  }
  const loops = [
    repeat(() => record('asking').then(() => {})),
    repeat(() => mail('mailed').then(() => {})),
    repeat(redeem),
  ]
  return {
    again: () => Promise.all(loops.map(loop => loop.again())),
    stop: () => Promise.all(loops.map(loop => loop.stop())),
  }
}
