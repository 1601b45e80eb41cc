import { createLogger } from '@passlink/runtime'
import type { FoundProfile, Profile } from '@passlink/store'
import { expect, test } from 'vitest'
import { ApiError, code } from '../../api-error.ts'
import type { Bearer } from './fetch-userinfo.ts'
import { createUserinfoProfiles } from './userinfo-profiles.ts'

const bearer = { userId: 'dora', sentToken: 'one' } as Bearer
const other = { userId: 'dora', sentToken: 'two' } as Bearer
const profile = { userId: 'dora' } as Profile
const away = new ApiError(code.unavailable, 'issuerAway')

/** Profiles of a person who is found like this; each question to the issuer waits for its answer. */
function setUp(found: FoundProfile) {
  const asked: { sentToken: string; answer: (error?: Error) => void }[] = []
  let finds = 0
  const profiles = createUserinfoProfiles({
    find: async () => {
      finds += 1
      return found
    },
    lookUp: ({ sentToken }) =>
      new Promise((resolve, reject) => {
        asked.push({ sentToken, answer: error => (error ? reject(error) : resolve(profile)) })
      }),
    save: async () => {},
    ageMaxMs: 60_000,
    log: createLogger('test', 'silent'),
  })
  return { profiles, asked, finds: () => finds }
}

const turn = () => new Promise(resolve => setImmediate(resolve))
const fresh: FoundProfile = { source: 'issuer', asOf: 0, ageMs: 1_000 }

test('a person who is known is not looked up, neither in the database nor at the issuer', async () => {
  const { profiles, asked, finds } = setUp(fresh)
  for (let calls = 0; calls < 3; calls += 1) expect(await profiles.ensure(bearer)).toBe('fresh')
  expect({ finds: finds(), asked }).toEqual({ finds: 1, asked: [] })
})

test('calls with one token or several share what is asked', async () => {
  const { profiles, asked } = setUp({ source: 'unknown' })
  const calls = [bearer, other, bearer].map(one => profiles.ensure(one))
  await turn()
  asked[0]?.answer()
  expect(await Promise.all(calls)).toEqual(['asked', 'asked', 'asked'])
  expect(asked).toHaveLength(1)
})

test('refreshing asks although a recent profile is stored, once for all who wait, and not again for earlier calls', async () => {
  const { profiles, asked } = setUp(fresh)
  const before = performance.now()
  await profiles.ensure(bearer)
  const calls = [bearer, other].map(one => profiles.refresh(one, before))
  await turn()
  asked[0]?.answer()
  expect(await Promise.all(calls)).toEqual(['asked', 'asked'])
  expect(await profiles.refresh(bearer, before)).toBe('asked')
  expect(asked).toHaveLength(1)
  const later = profiles.refresh(bearer, performance.now())
  await turn()
  expect(asked).toHaveLength(2)
  asked[1]?.answer()
  expect(await later).toBe('asked')
})

test('refreshing asks even if it has waited for a call for which the stored profile was recent enough', async () => {
  const { profiles, asked } = setUp(fresh)
  const calls = [profiles.ensure(bearer), profiles.refresh(bearer, performance.now())]
  await turn()
  expect(asked).toHaveLength(1)
  asked[0]?.answer()
  expect(await Promise.all(calls)).toEqual(['fresh', 'asked'])
})

test('a failure of one token does not fail the calls of another, whose own token is tried', async () => {
  const { profiles, asked } = setUp({ source: 'unknown' })
  const [first, second] = [profiles.ensure(bearer), profiles.ensure(other)]
  const refused = expect(first).rejects.toBe(away)
  await turn()
  asked[0]?.answer(away)
  await refused
  await turn()
  asked[1]?.answer()
  expect(await second).toBe('asked')
  expect(asked.map(({ sentToken }) => sentToken)).toEqual(['one', 'two'])
})

test('a known person keeps their profile if asking fails; a person of the directory is never asked for', async () => {
  const { profiles, asked } = setUp({ source: 'issuer', asOf: 0, ageMs: 61_000 })
  const ensured = profiles.ensure(bearer)
  await turn()
  asked[0]?.answer(away)
  expect(await ensured).toBe('failed')
  const directory = setUp({ source: 'directory' })
  expect(await directory.profiles.ensure(bearer)).toBe('fresh')
  expect(await directory.profiles.refresh(bearer, performance.now())).toBe('fresh')
  expect(directory.asked).toEqual([])
})
