import { deleteUsers, parseWebhookTypes, recordLinks, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimAll, request, unlimited } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { countLive } from '../queue.ts'
import { bob, createDirectoryApp, type DirectoryApp } from './directory-app.ts'

describe('in the database', () => {
  let app: DirectoryApp
  beforeEach(async () => {
    app = await createDirectoryApp()
    await app.call('PUT', '/v1/organizations/globex', { name: 'Globex' })
    await app.call('PUT', '/v1/users/alice', { ...bob, displayName: 'Alice' })
    await app.call('PUT', '/v1/users/bob', bob)
  })
  afterEach(() => app.database.drop())

  async function recordFor(userIds: string[]): Promise<string[]> {
    const requests = userIds.map(userId => ({ ...request, userId }))
    const links = await recordLinks(app.database.db, requests, unlimited)
    return links.map(link => ('deliveryId' in link && link.deliveryId) || '')
  }

  test('deleting a user deletes only their passkeys, links, deliveries and attempts', async () => {
    const { sql, db } = app.database
    await sql`
      insert into passkeys (
        credential_id, user_id, public_key, counter, transports, backup_eligible, backed_up, aaguid, attestation_format,
        attestation, origin, rp_id, name
      )
      select id, id, '', 0, '{}', false, false, gen_random_uuid(), 'none', '', '', '', '' from users`
    await claimAll(db, await recordFor(['alice', 'bob', 'bob']))

    expect((await app.call('DELETE', '/v1/users/bob')).status).toBe(204)
    const left = await sql`
      select (select array_agg(id) from users) as users, (select array_agg(user_id) from passkeys) as passkeys,
        (select array_agg(user_id) from links) as links, (select count(*)::int from deliveries) as deliveries,
        (select count(*)::int from attempts) as attempts`
    expect(left).toMatchObject([
      { users: ['alice'], passkeys: ['alice'], links: ['alice'], deliveries: 1, attempts: 1 },
    ])
  })

  test('a deletion is told by webhook where that is opted into, and still is when it is repeated', async () => {
    const { db, sql } = app.database
    const told = () => sql`
      select type, of_user_id, of_organization_id, request_id, status from deliveries
        join events on sequence = event_sequence where kind = 'webhook' order by sequence`
    const remove = (types: string) =>
      deleteUsers(db, ['bob', 'nobody'], {
        requestId: 'r',
        webhooks: { deadlineMs: 60_000, types: parseWebhookTypes(types) },
      })
    await remove('usual')
    expect(await told()).toEqual([])
    await app.call('PUT', '/v1/users/bob', bob)
    await remove('usual,user.deleted')
    expect(await told()).toEqual([
      {
        type: 'user.deleted',
        of_user_id: 'bob',
        of_organization_id: 'globex',
        request_id: 'r',
        status: 'queued',
      },
    ])
    const [webhook] = await sql`select id from deliveries where kind = 'webhook'`
    expect(await claimAll(db, [webhook?.id], { by: 'webhook' })).toMatchObject([
      { verdict: 'claimed', userId: 'bob', linkId: null, event: { type: 'user.deleted', data: {} } },
    ])
    await remove('usual,user.deleted')
    expect(await told()).toHaveLength(1)
    await app.call('PUT', '/v1/users/bob', bob)
    await remove('usual,user.deleted')
    expect(await told()).toHaveLength(2)
  })

  test('deleting is answered 204 also when repeated, and for an unknown user', async () => {
    for (const id of ['bob', 'bob', 'nobody'])
      expect((await app.call('DELETE', `/v1/users/${id}`)).status).toBe(204)
    expect((await app.call('GET', '/v1/users/bob')).status).toBe(404)
  })

  // A claim is one statement; this transaction splits it to stop between its two locks.
  test('deleting a user whose delivery is being claimed waits for the claim, and neither fails', async () => {
    const { db, sql } = app.database
    const [deliveryId = ''] = await recordFor(['bob'])
    let deleting: Promise<void> | undefined
    await sql.begin(async claiming => {
      await claiming`select from deliveries where id = ${deliveryId} for update`
      deleting = deleteUsers(db, ['bob'], { requestId: 'r', webhooks: null })
      await eventually(async () => {
        const waiting = await claiming`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        expect(waiting.length).toBeGreaterThan(0)
      })
      await claiming`update links set key_id = 'k1' where user_id = 'bob'`
    })
    await deleting
    expect(await sql`select from deliveries`).toHaveLength(0)
  })
})

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)('the job of a deleted user ends without a mail and is removed', async () => {
    passlink = await createPasslink(backend)
    const { database, relay } = passlink
    await saveUsers(database.db, [{ ...alice, id: 'bob' }])
    const [deleted, other] = await recordLinks(
      database.db,
      [{ ...request, userId: 'bob' }, request],
      unlimited,
    )
    const queue = passlink.openQueue()
    const deliveryIds = [deleted, other].map(link => (link && 'deliveryId' in link && link.deliveryId) || '')
    await queue.enqueue(deliveryIds.map(deliveryId => ({ deliveryId, dueInMs: 0 })))
    await deleteUsers(database.db, ['bob'], { requestId: 'r', webhooks: null })
    await passlink.startWorker()

    await eventually(async () => expect(await countLive(queue)).toBe(0))
    expect(relay.mails).toHaveLength(1)
    expect(await (await queue.bull()).getFailedCount()).toBe(0)
  })
})
