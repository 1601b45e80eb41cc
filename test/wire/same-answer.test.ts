import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { metricsOf } from '../metrics-of.ts'
import { type App, createPasslink, type Passlink } from '../passlink.ts'
import { encodings } from './encodings.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let api: App
let headers: Record<string, string>
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
  headers = await tokenFor(passlink, 'alice')
})
afterAll(() => passlink?.stop())

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe.each(encodings)('in $name', ({ ask }) => {
  test('the call records a delivery and returns its link id', async () => {
    const result = await ask(api, { headers })
    expect(result).toMatchObject({ http: 200, code: 0, resourceOwner: 'acme' })
    const linkId = result.headers.get('passlink-link-id') ?? ''
    const found = await passlink.database.sql`select id from deliveries where link_id = ${linkId}`
    expect(found).toHaveLength(1)
  })

  test('the request id is echoed, or generated if it is invalid', async () => {
    const echoed = await ask(api, { headers: { ...headers, 'x-request-id': 'caller-1' } })
    expect(echoed.headers.get('x-request-id')).toBe('caller-1')
    const made = await ask(api, { headers: { ...headers, 'x-request-id': '{a b}' } })
    expect(made.headers.get('x-request-id')).toMatch(uuid)
    const refused = await ask(api, { headers: { 'x-request-id': 'caller-2' } })
    expect(refused.headers.get('x-request-id')).toBe('caller-2')
  })

  test('16 kB of metadata are accepted', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`x-zitadel-${index}`, 'x'.repeat(1_200)]),
    )
    expect((await ask(api, { headers: { ...headers, ...many } })).code).toBe(0)
  })
})

test('an idempotency key is shared by all encodings: one link', async () => {
  const links: (string | null)[] = []
  for (const { ask } of encodings) {
    const result = await ask(api, { headers: { ...headers, 'idempotency-key': 'everywhere' } })
    expect(result.code).toBe(0)
    links.push(result.headers.get('passlink-link-id'))
  }
  expect(new Set(links).size).toBe(1)
})

test('calls are counted by encoding and outcome', async () => {
  for (const { ask } of encodings) await ask(api, { message: Buffer.from([0x7b, 0xff]) })
  const metrics = await metricsOf(api)
  for (const encoding of ['json', 'connect', 'grpc', 'grpc-web'])
    for (const code of ['ok', 'unauthenticated'])
      expect(metrics).toMatch(
        new RegExp(
          `passlink_calls_total{call="SendMyPasswordlessLink",encoding="${encoding}",code="${code}"} \\d`,
        ),
      )
})
