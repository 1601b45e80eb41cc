import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askDashboard } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let dashboard: { port: number }
let script: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  dashboard = await passlink.startDashboard()
  const page = await (await askDashboard(dashboard, '/queues')).text()
  script = `/queues/${/src="(static\/js\/main[^"]+)"/.exec(page)?.[1]}`
})
afterAll(() => passlink?.stop())

type Answer = { status: number | undefined; challenge: string | undefined; body: string }

/** Sends the path unchanged, which `fetch` would normalize. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: dashboard.port, path, method, headers }, async response => {
      const { statusCode: status, headers } = response
      resolve({ status, challenge: headers['www-authenticate'], body: await text(response) })
    })
      .on('error', reject)
      .end()
  })
}

const basic = (credentials: string) => ({ authorization: `Basic ${btoa(credentials)}` })
const refused = { status: 401, challenge: 'Basic realm="Passlink"', body: 'Unauthorized' }

test('the health endpoints need no password', async () => {
  expect((await raw('/healthz')).status).toBe(200)
  await eventually(async () => expect((await raw('/readyz')).status).toBe(200))
})

test.each([
  '/',
  '/queues',
  '/queues/',
  '/queues/api/queues',
  '/queues/api/queues?activeQueue=deliveries',
  '/queues/queue/deliveries',
  '/queues/static/images/logo.svg',
  '/queues%2Fapi%2Fqueues',
  '/%71ueues/api/queues',
  '//queues/api/queues',
  '/queues//api//queues',
  '/healthz/../queues/api/queues',
  '/healthz/',
  '/readyz%2F..%2Fqueues',
  '/nothing',
])('%s needs the password', async path => {
  expect(await raw(path)).toEqual(refused)
})

test('the script of the page needs the password', async () => {
  expect(await raw(script)).toEqual(refused)
  expect((await raw(script, basic('operator:correct horse'))).status).toBe(200)
})

test.each(['PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD'])('%s needs the password', async method => {
  expect((await raw('/queues/api/queues/deliveries/pause', {}, method)).status).toBe(401)
})

test.each([
  'operator:wrong',
  'operator:',
  'operator:correct horse ',
  'operator:Correct horse',
  'admin:correct horse',
  ':correct horse',
  'operator',
  '',
])('"%s" is refused', async credentials => {
  expect(await raw('/queues/api/queues', basic(credentials))).toEqual(refused)
})
