import { readDatabaseUrl } from '@passlink/runtime'
import {
  findProfiles,
  openDatabase,
  type Profile,
  saveOrganizations,
  saveProfiles,
  saveUsers,
} from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alice } from '../people.ts'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDatabase()
})
afterEach(() => database?.drop())

const profile = (userId: string, more: Partial<Profile> = {}): Profile => ({
  userId,
  email: `${userId}@initech.example`,
  emailVerified: true,
  displayName: userId,
  language: null,
  timeZone: null,
  organization: { id: 'initech', name: 'Initech' },
  ...more,
})
const users = () => database.sql`select id, display_name from users order by id`

test('profiles are found with their source and age, in the order of the ids', async () => {
  await saveOrganizations(database.db, [{ id: 'acme', name: 'Acme' }])
  await saveUsers(database.db, [alice])
  await saveProfiles(database.db, [profile('dora')])
  await database.sql`update users set refreshed_at = now() - interval '90 seconds' where id = 'dora'`
  const [directory, unknown, issuer, again] = await findProfiles(database.db, ['alice', 'x', 'dora', 'alice'])
  expect([directory, unknown, again]).toEqual([
    { source: 'directory' },
    { source: 'unknown' },
    { source: 'directory' },
  ])
  expect(issuer).toEqual({
    source: 'issuer',
    asOf: expect.closeTo(Date.now() - 90_000, -5),
    ageMs: expect.closeTo(90_000, -5),
  })
})

test('a profile is saved unless the stored one is newer, and as of now if its time is to come', async () => {
  const minuteMs = 60_000
  const now = Date.now()
  const save = (displayName: string, asOf: number | null) =>
    saveProfiles(database.db, [profile('dora', { displayName, asOf })])
  const stored = () => database.sql`select display_name, refreshed_at <= now() as past from users`
  await save('two minutes old', now - 2 * minuteMs)
  await save('older', now - 3 * minuteMs)
  expect(await stored()).toEqual([{ display_name: 'two minutes old', past: true }])
  await save('as old, but later', now - 2 * minuteMs)
  expect(await stored()).toEqual([{ display_name: 'as old, but later', past: true }])
  await save('of tomorrow', now + 1_440 * minuteMs)
  expect(await stored()).toEqual([{ display_name: 'of tomorrow', past: true }])
  await save('of now', null)
  expect(await stored()).toEqual([{ display_name: 'of now', past: true }])
  await save('of a minute ago', now - minuteMs)
  expect(await stored()).toEqual([{ display_name: 'of now', past: true }])
})

test('the last of two profiles of a person in one call is saved, and an organization keeps a name over none', async () => {
  const nameless = { id: 'initech', name: null }
  await saveProfiles(database.db, [
    profile('dora', { displayName: 'first' }),
    profile('emil', { organization: nameless }),
    profile('dora', { displayName: 'last', organization: nameless }),
  ])
  expect(await users()).toEqual([
    { id: 'dora', display_name: 'last' },
    { id: 'emil', display_name: 'emil' },
  ])
  expect(await database.sql`select name, managed from organizations`).toEqual([
    { name: 'Initech', managed: false },
  ])
  await saveProfiles(database.db, [profile('emil', { organization: nameless })])
  expect(await database.sql`select name from organizations`).toEqual([{ name: 'Initech' }])
})

test('saving an unchanged profile refreshes it without marking it as changed', async () => {
  await saveProfiles(database.db, [profile('dora')])
  await database.sql`update users set refreshed_at = 'epoch', changed_at = 'epoch'`
  const state = () =>
    database.sql`select refreshed_at > 'epoch' as refreshed, changed_at > 'epoch' as changed from users`
  await saveProfiles(database.db, [profile('dora')])
  expect(await state()).toEqual([{ refreshed: true, changed: false }])
  await saveProfiles(database.db, [profile('dora', { language: 'de' })])
  expect(await state()).toEqual([{ refreshed: true, changed: true }])
})

test('concurrent saves over several pools, in any order, all succeed', async () => {
  const others = [openDatabase(readDatabaseUrl(database.url)), openDatabase(readDatabaseUrl(database.url))]
  const people = (group: string) =>
    Array.from({ length: 100 }, (_, index) =>
      profile(`${group}-${index}`, { organization: { id: `o-${index}`, name: `${Math.random()}` } }),
    )
  // Half of the groups share only their organizations, the others also their people.
  const groups = Array.from({ length: 60 }, (_, round) => people(round % 2 ? `group-${round}` : 'same'))
  await Promise.all(
    groups.map((given, round) =>
      saveProfiles((others[round % 3] ?? database).db, round % 4 < 2 ? given : given.toReversed()),
    ),
  )
  expect(await users()).toHaveLength(31 * 100)
  await Promise.all(others.map(other => other.close()))
})
