import {
  type Db,
  discardDeliveries,
  type FoundDeliveries,
  findDeliveries,
  readSearch,
  recordLinks,
  recordReport,
  removePasskey,
  saveOrganizations,
  saveUsers,
  settleDeliveries,
} from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeadLetter } from '../dead-letters.ts'
import { claim, createDirectory, type MailedLink, request, settlementOf, unlimited } from '../deliveries.ts'
import { alice } from '../people.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
let db: Db
const links: Record<string, MailedLink> = {}
const names: Record<string, string> = {}

async function record(name: string, userId: string, requestId: string) {
  const [link] = await recordLinks(db, [{ ...request, userId, requestId }], unlimited)
  links[name] = link as MailedLink
  names[links[name].deliveryId] = name
  return links[name].deliveryId
}

beforeAll(async () => {
  database = await createDirectory()
  db = database.db
  await saveOrganizations(db, [{ id: 'globex', name: 'Globex' }])
  await saveUsers(db, [
    { ...alice, id: 'bob', organizationId: 'globex', email: 'Bob@globex.example', displayName: 'Bob' },
    { ...alice, id: 'carol', organizationId: 'globex', email: 'bob@globex.example', displayName: 'Carol' },
    { ...alice, id: 'dave@acme.example', email: null },
  ])
  await record('queued', 'alice', 'request-1')
  const sent = await record('sent', 'alice', 'request-2')
  const accepted = { outcome: 'accepted', relay: 'other:25', smtpCode: 250, retryInMs: null } as const
  await settleDeliveries(db, [settlementOf(await claim(db, sent), accepted)])
  const bounced = await record('bounced', 'bob', 'request-3')
  await settleDeliveries(db, [settlementOf(await claim(db, bounced), accepted)])
  const report = { deliveryId: bounced, kind: 'bounced', status: '5.2.2', detail: 'mailbox full' } as const
  await recordReport(db, report, { webhooks: null })
  await record('carol', 'carol', 'request-3')
  const dead = await createDeadLetter(database)
  names[dead] = 'dead'
  const discarded = await createDeadLetter(database, { userId: 'bob' })
  names[discarded] = 'discarded'
  await discardDeliveries(db, [discarded])
  await database.sql`
    insert into passkeys (credential_id, user_id, public_key, counter, transports, backup_eligible, backed_up, aaguid,
      attestation_format, attestation, origin, rp_id, name)
    values ('c', 'alice', '', 0, '{}', false, false, gen_random_uuid(), 'none', '', 'o', 'r', 'n')`
  await removePasskey(db, {
    userId: 'alice',
    credentialId: 'c',
    requestId: 'request-4',
    noticeDeadlineMs: 60_000,
    webhooks: null,
  })
  const [notice] = await database.sql<{ id: string }[]>`select id from deliveries where kind = 'notice'`
  names[notice?.id ?? ''] = 'notice'
})
afterAll(() => database?.drop())

const namesOf = ({ deliveries }: FoundDeliveries) => deliveries.map(({ deliveryId }) => names[deliveryId])

async function find(text: string, more: { limit?: number; after?: string; rowsMax?: number } = {}) {
  const read = readSearch(text)
  if ('problems' in read) throw new Error(read.problems.join())
  return findDeliveries(db, read.search, { limit: 50, ...more })
}

test('a delivery is listed with its person, its last relay and how it stands', async () => {
  const { deliveries, ...page } = await find('request-3 user:bob')
  expect(deliveries).toEqual([
    {
      deliveryId: links.bounced?.deliveryId,
      linkId: links.bounced?.linkId,
      requestId: 'request-3',
      organizationId: 'globex',
      userId: 'bob',
      displayName: 'Bob',
      email: 'Bob@globex.example',
      kind: 'link',
      status: 'bounced',
      reason: 'mailbox full',
      linkState: 'open',
      createdAt: links.bounced?.at,
      sentAt: expect.stringMatching(/Z$/),
      attempts: 1,
      relay: 'other:25',
    },
  ])
  expect(page).toEqual({ next: null, isPartial: false, takenFor: 'request', since: null, order: 'record' })
})

test.each([
  ['alice', 'user', ['notice', 'dead', 'sent', 'queued']],
  ['ALICE@acme.example', 'address', ['notice', 'dead', 'sent', 'queued']],
  ['bob@GLOBEX.example', 'address', ['discarded', 'carol', 'bounced']],
  ['bob@globex.example user:carol', 'address', ['carol']],
  ['dave@acme.example', 'user', []],
  ['globex', 'org', ['discarded', 'carol', 'bounced']],
  ['acme', 'org', ['notice', 'dead', 'sent', 'queued']],
  ['request-3', 'request', ['carol', 'bounced']],
  ['request-4', 'request', ['notice']],
  ['nobody', null, []],
  ['nobody@acme.example', null, []],
  ['alice user:bob', null, []],
])('%j is taken for %s', async (text, takenFor, found) => {
  const page = await find(text)
  expect(page.takenFor).toBe(takenFor)
  expect(namesOf(page)).toEqual(found)
})

test('an id is taken for a delivery or for a link, in any case', async () => {
  const { deliveryId = '', linkId = '' } = links.sent ?? {}
  for (const [id, takenFor] of [
    [deliveryId.toUpperCase(), 'delivery'],
    [linkId.toUpperCase(), 'link'],
  ]) {
    const page = await find(id ?? '')
    expect(page.takenFor).toBe(takenFor)
    expect(namesOf(page)).toEqual(['sent'])
  }
})

test('a person whose id is a UUID is found by it', async () => {
  const id = '018f2a3b-0000-4000-8000-00000000abcd'
  await saveUsers(db, [{ ...alice, id, email: null }])
  expect((await find(id)).takenFor).toBe('user')
})

test.each([
  ['state:open', ['notice', 'carol', 'queued']],
  ['state:queued kind:notice', ['notice']],
  ['state:sent', ['sent']],
  ['state:bounced', ['bounced']],
  ['state:complained', []],
  ['state:dead', ['dead']],
  ['state:discarded', ['discarded']],
  ['relay:other:25', ['bounced', 'sent']],
  ['user:bob state:dead', []],
  ['org:globex state:bounced relay:other:25', ['bounced']],
  ['kind:link', ['discarded', 'dead', 'carol', 'bounced', 'sent', 'queued']],
  ['after:1m', ['notice', 'discarded', 'dead', 'carol', 'bounced', 'sent', 'queued']],
  ['before:2026-01-01', []],
  ['before:1970-01-03', []],
  ['kind:notice after:99999d', ['notice']],
  ['org:acme kind:notice after:99999d', ['notice']],
])('%j finds these, the latest first', async (text, found) => {
  expect(namesOf(await find(text))).toEqual(found)
})

test('a search that no index limits goes back a week, and says since when', async () => {
  const weekAgo = Date.now() - 7 * 86_400_000
  const { since } = await find('kind:link')
  expect(Math.abs(Date.parse(since ?? '') - weekAgo)).toBeLessThan(60_000)
  expect((await find('before:2026-01-08')).since).toBe('2026-01-01T00:00:00.000Z')
  expect((await find('kind:link after:2026-01-01')).since).toBeNull()
  expect((await find('state:dead')).since).toBeNull()
})

test.each(['', 'alice', 'acme', 'state:open', 'user:bob'])(
  'the pages of %j have each once, in order',
  async text => {
    const whole = namesOf(await find(text))
    const paged: (string | undefined)[] = []
    let after: string | null | undefined
    do {
      const page: FoundDeliveries = await find(text, { limit: 2, ...(after ? { after } : {}) })
      paged.push(...namesOf(page))
      after = page.next
    } while (after !== null)
    expect(paged).toEqual(whole)
    expect(whole.length).toBeGreaterThan(1)
  },
)

test.each(['state:discarded', 'acme state:queued', 'state:dead relay:none', 'alice kind:notice'])(
  'a search that gives up says so, and goes on where it gave up: %j',
  async text => {
    const whole = namesOf(await find(text))
    const found: (string | undefined)[] = []
    let after: string | null | undefined
    let gaveUp = 0
    do {
      const page: FoundDeliveries = await find(text, { rowsMax: 1, ...(after ? { after } : {}) })
      expect(page.isPartial).toBe(page.next !== null)
      if (page.isPartial) gaveUp += 1
      found.push(...namesOf(page))
      after = page.next
    } while (after !== null)
    expect(found).toEqual(whole)
    expect(gaveUp).toBeGreaterThan(0)
  },
)

test('what is no cursor is ignored', async () => {
  for (const after of ['x', '~', `${links.sent?.linkId}~x`, '2026-11-28~x'])
    expect(namesOf(await find('alice', { after }))).toHaveLength(4)
})

test('a cursor of another search finds what it can, without an error', async () => {
  const { next } = await find('state:dead', { rowsMax: 1 })
  expect(namesOf(await find('alice', { after: next ?? '' }))).toEqual(expect.any(Array))
})

test.each([
  ['', 'record'],
  ['state:open', 'record'],
  ['state:dead', 'death'],
  ['alice', 'link'],
  ['org:globex', 'link'],
])('the page says by what the deliveries of %j are ordered', async (text, order) => {
  expect((await find(text)).order).toBe(order)
})

test('white space around an id changes nothing', async () => {
  const { deliveryId = '', linkId = '' } = links.sent ?? {}
  for (const text of [`delivery:" ${deliveryId}"`, `" ${deliveryId} "`, `link:"${linkId} "`, `"${linkId} "`])
    expect(namesOf(await find(text))).toEqual(['sent'])
  const { next } = await find('alice', { limit: 2 })
  expect(namesOf(await find('alice', { limit: 2, after: ` ${next} ` }))).toEqual(['sent', 'queued'])
})

test('of several ids in a mailed address the one of a link is meant', async () => {
  const { linkId, deliveryId } = links.sent ?? {}
  const other = 'ffffffff-2222-4333-8444-555555555555'
  for (const ids of [
    [other, linkId],
    [linkId, other],
    [deliveryId, linkId],
  ])
    expect(namesOf(await find(`https://acme.example/?userID=${ids[0]}&codeID=${ids[1]}`))).toEqual(['sent'])
  expect(namesOf(await find(`https://acme.example/${other}/${deliveryId}`))).toEqual([])
})

test('a search by an organization looks at no deliveries of others', async () => {
  await saveOrganizations(db, [{ id: 'initech', name: 'Initech' }])
  expect(await find('org:initech', { rowsMax: 1 })).toMatchObject({ deliveries: [], isPartial: false })
})

test('of many people with one address the one that is searched for is found', async () => {
  const email = 'bob@globex.example'
  const ids = Array.from({ length: 30 }, (_, n) => `a-${n}`)
  await saveUsers(
    db,
    ids.map(id => ({ ...alice, id, organizationId: 'globex', email })),
  )
  expect(namesOf(await find(`address:${email} user:carol`))).toEqual(['carol'])
})
