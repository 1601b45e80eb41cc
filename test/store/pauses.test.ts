import {
  type Actor,
  claimDeliveries,
  endPause,
  expireDeliveries,
  findPause,
  findPaused,
  listFirstPauses,
  listPauses,
  type PauseScope,
  saveOrganizations,
  setPause,
} from '@passlink/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimAll, createDirectory, recordForAlice, terms } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

const actor: Actor = { operator: 'olga', address: '192.0.2.7' }
const reason = 'the relay moves'
const hourMs = 3_600_000

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const set = (scope: PauseScope, more: { reason?: string; end?: { inMs: number } | { at: string } } = {}) =>
  setPause(database.db, { scope, reason, end: null, ...more }, actor)
const scopes = async () => (await listPauses(database.db)).map(({ scope }) => scope)
const auditLines = async () => [
  ...(await database.sql`select operator, address, action, subject, details from audit order by sequence`),
]
/** Makes the pause end a second ago. */
const letEnd = (scope: PauseScope) =>
  database.sql`update pauses set ends_at = now() - interval '1 s' where scope = ${scope}`

describe('a pause', () => {
  test('is in force from the moment it is set until it is ended, and both are in the audit', async () => {
    const paused = await set('relay:smtp.example:587')
    expect(paused).toMatchObject({ outcome: 'set', pause: { scope: 'relay:smtp.example:587', reason } })
    await set('mail', { end: { inMs: hourMs } })
    expect(await listPauses(database.db)).toEqual([
      { ...('pause' in paused ? paused.pause : {}), operator: 'olga', endsAt: null },
      expect.objectContaining({ scope: 'mail', endsAt: expect.stringMatching(/^20.*Z$/) }),
    ])
    expect(await endPause(database.db, 'relay:smtp.example:587', { ...actor, operator: 'otto' })).toBe(true)
    expect(await scopes()).toEqual(['mail'])
    const scope = 'relay:smtp.example:587'
    expect(await auditLines()).toEqual([
      {
        ...actor,
        action: 'pause.set',
        subject: 'smtp.example:587',
        details: { scope, reason, endsAt: null },
      },
      {
        ...actor,
        action: 'pause.set',
        subject: null,
        details: { scope: 'mail', reason, endsAt: expect.any(String) },
      },
      {
        ...actor,
        operator: 'otto',
        action: 'pause.ended',
        subject: 'smtp.example:587',
        details: { scope, reason, since: expect.any(String) },
      },
    ])
  })

  test('that ends by time is in force until then by the database’s clock', async () => {
    const outcome = await set('mail', { end: { inMs: 2_000 } })
    const [{ ms }] = (await database.sql`
      select (1000 * extract(epoch from ends_at - since))::int as ms from pauses`) as unknown as [
      { ms: number },
    ]
    expect([outcome.outcome, ms]).toEqual(['set', 2_000])
    await letEnd('mail')
    expect(await scopes()).toEqual([])
    expect(await endPause(database.db, 'mail', actor)).toBe(false)
    await set('webhook')
    expect(await database.sql`select scope from pauses`).toEqual([{ scope: 'webhook' }])
  })

  test('in force gets another reason and end, and keeps its beginning; one that has ended begins anew', async () => {
    await set('mail', { end: { inMs: hourMs } })
    const before = (await listPauses(database.db))[0]
    await set('mail', { reason: 'still' })
    expect(await listPauses(database.db)).toEqual([{ ...before, reason: 'still', endsAt: null }])
    await letEnd('mail')
    await set('mail')
    expect((await listPauses(database.db))[0]?.since).not.toBe(before?.since)
  })

  test('of all mails, all webhooks or a relay is among the first, with how many there are besides', async () => {
    const organizations = Array.from({ length: 5 }, (_, n) => `org-${n}`)
    await saveOrganizations(
      database.db,
      organizations.map(id => ({ id, name: id })),
    )
    for (const id of organizations) await set(`organization:${id}`)
    await set('relay:smtp.example:587')
    await set('webhook')
    await set('mail')
    const first = async (limit: number) => {
      const { pauses, more } = await listFirstPauses(database.db, limit)
      return [pauses.map(({ scope }) => scope), more]
    }
    expect(await first(4)).toEqual([['webhook', 'mail', 'relay:smtp.example:587', 'organization:org-0'], 4])
    const [all, more] = await first(100)
    expect([all, more]).toEqual([expect.arrayContaining(await scopes()), 0])
    await letEnd('mail')
    expect(await first(1)).toEqual([['webhook'], 6])
    expect(await findPause(database.db, 'mail')).toBeUndefined()
    expect(await findPause(database.db, 'organization:org-4')).toMatchObject({
      scope: 'organization:org-4',
      reason,
    })
  })

  test('is not set to a time that has passed, for an unknown organization, or without a reason of one line', async () => {
    expect(await set('mail', { end: { at: '2020-01-01T00:00:00Z' } })).toEqual({ outcome: 'over' })
    expect(await set('organization:nobody')).toEqual({ outcome: 'unknown' })
    for (const reason of ['', 'two\nlines'])
      await expect(set('mail', { reason })).rejects.toThrow('one line of 1 to 200')
    expect([await scopes(), await auditLines()]).toEqual([[], []])
  })

  test('is neither set nor ended if its line of the audit cannot be written', async () => {
    await set('mail')
    await database.sql`alter table audit add constraint none check (action = '') not valid`
    await expect(set('webhook')).rejects.toThrow()
    await expect(endPause(database.db, 'mail', actor)).rejects.toThrow()
    expect(await scopes()).toEqual(['mail'])
  })
})

describe('while it is in force', () => {
  const verdicts = async (ids: string[]) => (await claimAll(database.db, ids)).map(({ verdict }) => verdict)

  test.each(['mail', 'organization:acme'] as const)(
    '%s: no mail is claimed, and it is as before',
    async scope => {
      const ids = (await recordForAlice(database.db, 2)).map(({ deliveryId }) => deliveryId)
      await set(scope)
      expect(await verdicts(ids)).toEqual(['paused', 'paused'])
      expect(
        await database.sql`select from deliveries where status = 'queued' and attempts = 0`,
      ).toHaveLength(2)
      await endPause(database.db, scope, actor)
      expect(await verdicts(ids)).toEqual(['claimed', 'claimed'])
    },
  )

  test('other mails are claimed', async () => {
    await saveOrganizations(database.db, [{ id: 'other', name: 'Other' }])
    const [one] = await recordForAlice(database.db, 1)
    for (const scope of ['organization:other', 'webhook', 'relay:smtp.example:587'] as const) await set(scope)
    await set('mail')
    await letEnd('mail')
    expect(await verdicts([one?.deliveryId ?? ''])).toEqual(['claimed'])
  })

  test('webhooks are claimed unless they are paused themselves, whatever their organization', async () => {
    const [{ id }] = (await database.sql`
      with event as (
        insert into events (user_id, organization_id, type, data) values ('alice', 'acme', 'x', '{}') returning sequence
      )
      insert into deliveries (id, kind, event_sequence, request_id, deadline, of_user_id, of_organization_id)
      select gen_random_uuid(), 'webhook', sequence, 'r', now() + interval '1 h', 'alice', 'acme' from event
      returning id`) as unknown as [{ id: string }]
    const claim = () => claimDeliveries(database.db, [{ deliveryId: id }], { ...terms, by: 'webhook' })
    await set('webhook')
    expect(await claim()).toMatchObject([{ verdict: 'paused', retryInMs: 1_000 }])
    await endPause(database.db, 'webhook', actor)
    for (const scope of ['mail', 'organization:acme'] as const) await set(scope)
    expect(await claim()).toMatchObject([{ verdict: 'claimed' }])
  })

  test.each([
    ['mail', 'the deadline passed while mail was paused: the relay moves'],
    ['organization:acme', 'the deadline passed while mail of the organization was paused: the relay moves'],
    ['webhook', 'the deadline passed before the mail could be sent'],
  ] as const)(
    '%s: a mail whose deadline passes ends dead, for a reason that names what kept it',
    async (scope, expected) => {
      await recordForAlice(database.db, 1)
      await database.sql`update deliveries set deadline = now()`
      await set(scope)
      expect(await expireDeliveries(database.db, { limit: 10 })).toMatchObject([{ reason: expected }])
    },
  )

  test('the jobs of an organization come back the more seldom the longer it is paused, but by the end of its pause', async () => {
    const [one] = await recordForAlice(database.db, 1)
    const claim = async () => (await claimAll(database.db, [one?.deliveryId ?? '']))[0]
    await set('organization:acme')
    expect(await claim()).toMatchObject({ verdict: 'paused', retryInMs: 15_000 })
    await database.sql`update pauses set since = now() - interval '2 h'`
    expect(await claim()).toMatchObject({ verdict: 'paused', retryInMs: 300_000 })
    await database.sql`update pauses set ends_at = now() + interval '1 min'`
    const answer = await claim()
    const retryInMs = answer && 'retryInMs' in answer ? answer.retryInMs : 0
    expect(answer).toMatchObject({ verdict: 'paused', latestInMs: retryInMs })
    expect(retryInMs).toBeGreaterThan(50_000)
    expect(retryInMs).toBeLessThanOrEqual(60_000)
  })

  test('open mails of a paused organization, and mails that have ended, are found before they are claimed', async () => {
    await saveOrganizations(database.db, [{ id: 'other', name: 'Other' }])
    const [one] = await recordForAlice(database.db, 1)
    const deliveryId = one?.deliveryId.toUpperCase() ?? ''
    const requests = [{ deliveryId }, { deliveryId: '01890000-0000-7000-8000-000000000000' }]
    const retried = [{ deliveryId, redriveAfter: 0 }]
    const paused = { verdict: 'paused', retryInMs: 15_000 }
    await set('mail')
    await set('organization:other')
    expect(await findPaused(database.db, requests)).toEqual([null, null])
    await set('organization:acme')
    expect(await findPaused(database.db, requests)).toMatchObject([paused, null])
    await database.sql`update deliveries set deadline = now()`
    await expireDeliveries(database.db, { limit: 10 })
    const reason = 'the deadline passed while mail was paused: the relay moves'
    const dead = { verdict: 'dead', reason, attempts: 0 }
    expect(await findPaused(database.db, requests)).toEqual([dead, null])
    expect(await findPaused(database.db, retried)).toMatchObject([paused])
    await endPause(database.db, 'organization:acme', actor)
    expect(await findPaused(database.db, requests)).toEqual([dead, null])
    expect(await findPaused(database.db, retried)).toEqual([null])
    await database.sql`update deliveries set status = 'sent', sent_at = now(), dead_at = null, dead_reason = null`
    expect(await findPaused(database.db, requests)).toEqual([{ verdict: 'sent' }, null])
  })

  test('of an attempt under way, and of a mail whose time is over, a claim decides, so that their jobs do not come back at once', async () => {
    const [link] = await recordForAlice(database.db, 1)
    const requests = [{ deliveryId: link?.deliveryId ?? '' }]
    await set('organization:acme')
    expect(await findPaused(database.db, requests)).toMatchObject([{ verdict: 'paused' }])
    await database.sql`update deliveries set deadline = now() - interval '1 s'`
    expect(await findPaused(database.db, requests)).toEqual([null])
    await endPause(database.db, 'organization:acme', actor)
    await database.sql`update deliveries set deadline = now() + interval '1 hour'`
    await claimAll(database.db, [link?.deliveryId ?? ''])
    await set('organization:acme')
    expect(await findPaused(database.db, requests)).toEqual([null])
  })
})
