import { saveUsers } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { figureOf, metricsOf } from '../metrics-of.ts'
import { type App, askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'

let passlink: Passlink
let api: App
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  passlink.environment.LINKS_PER_USER = '2/1h'
  api = await passlink.startApi()
})
afterEach(() => passlink?.stop())

async function figures(...series: string[]) {
  const metrics = await metricsOf(api)
  return series.map(each => figureOf(metrics, each))
}

test('requests for links are counted by what became of them', async () => {
  const token = await passlink.issuer.token('alice')
  const outcome = (name: string) => `passlink_link_requests_total{outcome="${name}"}`
  expect(await figures(outcome('recorded'), outcome('limited'), outcome('address_missing'))).toEqual([
    0, 0, 0,
  ])
  const ask = async (key?: string) =>
    (await askForLink(api, token, key ? { headers: { 'idempotency-key': key } } : {})).status
  expect([await ask('one'), await ask('one'), await ask(), await ask()]).toEqual([200, 200, 200, 429])
  await saveUsers(passlink.database.db, [{ ...alice, email: null }])
  expect(await ask()).toBe(400)
  expect(
    await figures(
      ...['recorded', 'replayed', 'limited', 'address_missing', 'address_unverified'].map(outcome),
    ),
  ).toEqual([2, 1, 1, 1, 0])
  expect(await figures('passlink_batch_size_count{batch="record"}')).toEqual([5])
})

test('calls and the routes beside them are counted and timed by name and code, unknown paths are not', async () => {
  const headers = { authorization: `Bearer ${await passlink.issuer.token('alice')}` }
  const get = (path: string, init: RequestInit = { headers }) =>
    fetch(`http://127.0.0.1:${api.port}${path}`, init)
  expect((await askForLink(api, await passlink.issuer.token('alice'))).status).toBe(200)
  expect((await get('/v1/links/x')).status).toBe(404)
  expect((await get('/v1/links/x', {})).status).toBe(401)
  expect((await get('/v1/users/alice')).status).toBe(403)
  expect((await get('/v1/users/alice/passkeys')).status).toBe(403)
  expect((await get('/v1/nothing/x')).status).toBe(404)
  const count = (call: string, code: string) =>
    `passlink_calls_total{call="${call}",encoding="json",code="${code}"}`
  expect(
    await figures(
      count('SendMyPasswordlessLink', 'ok'),
      count('GetLink', 'not_found'),
      count('GetLink', 'unauthenticated'),
      count('GetUser', 'permission_denied'),
      count('GetUserPasskeys', 'permission_denied'),
      'passlink_call_duration_seconds_count{call="GetLink",encoding="json"}',
    ),
  ).toEqual([1, 1, 1, 1, 1, 2])
  const calls = (await metricsOf(api)).match(/^passlink_calls_total\{.*$/gm)
  expect(calls).toHaveLength(5)
})

test('a delivery that could not be enqueued is counted, and the call is answered', async () => {
  await passlink.database.sql`alter schema bullmq rename to elsewhere`
  expect((await askForLink(api, await passlink.issuer.token('alice'))).status).toBe(200)
  await eventually(async () => expect(await figures('passlink_enqueue_failed_total')).toEqual([1]))
})

test('the pool of the database is shown as it is: what is open, and how much there may be', async () => {
  const of = (state: string) => `passlink_database_connections{state="${state}"}`
  expect((await askForLink(api, await passlink.issuer.token('alice'))).status).toBe(200)
  await eventually(async () => {
    const [idle = 0, ...others] = await figures(
      of('idle'),
      of('busy'),
      'passlink_database_connections_max',
      'passlink_database_waiting',
    )
    expect(idle).toBeGreaterThan(0)
    expect(others).toEqual([0, 10, 0])
  })
})
