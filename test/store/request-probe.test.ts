import { findServers, reportServers, requestProbe, takeProbe } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

const relay = 'relay:25'
const actor = { operator: 'olga', name: 'Olga', address: '192.0.2.7' }

let database: TestDatabase
beforeEach(async () => {
  database = await createDatabase()
  const report = (subject: string) =>
    ({ kind: 'failed', subject, answer: `no to ${subject}`, pauseMs: 900_000 }) as const
  await reportServers(
    database.db,
    ['a', 'b', 'c'].map(subject => ({ server: relay, report: report(subject) })),
  )
})
afterEach(() => database.drop())

const find = async () => (await findServers(database.db, [relay]))[0]
const audited = () => database.sql`select operator, action, subject, details from audit`

test('a relay that is away for long can be probed at once, once, and the audit says who wanted it', async () => {
  expect(await find()).toMatchObject({ away: 'failing', probeInMs: expect.closeTo(900_000, -4) })
  expect(await takeProbe(database.db, relay, 60_000)).toBe(false)
  const asked = await Promise.all([1, 2, 3].map(() => requestProbe(database.db, relay, actor)))
  expect(asked.sort()).toEqual(['due', 'due', 'requested'])
  expect(await find()).toMatchObject({
    away: 'failing',
    probeInMs: 0,
    answers: ['no to a', 'no to b', 'no to c'],
  })
  expect(await audited()).toEqual([
    { operator: 'olga', action: 'probe.requested', subject: relay, details: { name: 'Olga' } },
  ])
  expect(await takeProbe(database.db, relay, 60_000)).toBe(true)
  expect(await requestProbe(database.db, relay, actor)).toBe('under_way')
})

test('a relay that is not away, or that nobody knows, is left alone', async () => {
  await reportServers(database.db, [{ server: relay, report: { kind: 'probed', failure: null } }])
  for (const name of [relay, 'another:25'])
    expect(await requestProbe(database.db, name, actor)).toBe('not_away')
  expect(await audited()).toEqual([])
  expect(await database.sql`select name from relays`).toEqual([{ name: relay }])
})

test('a request whose line cannot be written changes nothing', async () => {
  await database.sql`alter table audit add constraint none check (false) not valid`
  await expect(requestProbe(database.db, relay, actor)).rejects.toThrow()
  expect(await takeProbe(database.db, relay, 60_000)).toBe(false)
})
