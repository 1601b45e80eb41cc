import { saveOrganizations, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { encodings } from './encodings.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  await saveOrganizations(passlink.database.db, [{ id: 'other', name: 'Other' }])
  await saveUsers(passlink.database.db, [
    { ...alice, id: 'bob', email: 'bob@acme.example' },
    { ...alice, id: 'carol', organizationId: 'other' },
  ])
})
afterEach(() => passlink?.stop())

const inEveryEncoding = (api: { port: number }, headers: Record<string, string>) =>
  Promise.all(encodings.map(({ ask }) => ask(api, { headers })))

test('a person’s limit counts links in all encodings, and each person has their own', async () => {
  passlink.environment.LINKS_PER_USER = '3/1h'
  const api = await passlink.startApi()
  for (const sub of ['alice', 'bob']) {
    const codes = (await inEveryEncoding(api, await tokenFor(passlink, sub))).map(({ code }) => code)
    expect(codes.sort()).toEqual([...Array(3).fill(0), ...Array(encodings.length - 3).fill(8)])
  }
})

test('an organization’s limit counts links of all its people, and each organization has its own', async () => {
  passlink.environment.LINKS_PER_ORGANIZATION = '2/1h'
  const api = await passlink.startApi()
  const results = [
    ...(await inEveryEncoding(api, await tokenFor(passlink, 'alice'))),
    ...(await inEveryEncoding(api, await tokenFor(passlink, 'bob'))),
  ]
  expect(results.filter(({ code }) => code === 0)).toHaveLength(2)
  expect(results.filter(({ code }) => code === 8)).toHaveLength(results.length - 2)
  expect((await encodings[0]?.ask(api, { headers: await tokenFor(passlink, 'carol') }))?.code).toBe(0)
})

test('a call after the Retry-After delay is answered', async () => {
  passlink.environment.LINKS_PER_USER = '1/1s'
  const api = await passlink.startApi()
  const headers = await tokenFor(passlink, 'alice')
  const results = await inEveryEncoding(api, headers)
  const refused = results.filter(({ code }) => code === 8)
  expect(refused.length).toBeGreaterThan(0)
  expect(new Set(refused.map(result => result.headers.get('retry-after')))).toEqual(new Set(['1']))
  await eventually(async () => expect((await encodings[3]?.ask(api, { headers }))?.code).toBe(0))
})

test('a call repeated with its key is answered even if the limit is reached', async () => {
  passlink.environment.LINKS_PER_USER = '1/1h'
  const api = await passlink.startApi()
  const headers = { ...(await tokenFor(passlink, 'alice')), 'idempotency-key': 'once' }
  expect((await inEveryEncoding(api, headers)).map(({ code }) => code)).toContain(0)
  for (const { ask } of encodings) expect((await ask(api, { headers })).code).toBe(0)
})
