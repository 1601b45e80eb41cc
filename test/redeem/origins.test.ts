import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, linkInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps, type Steps } from '../redeem-steps.ts'

const app = 'https://app.example'
const shop = 'https://shop.example'

let passlink: Passlink
let steps: Steps
let linkId: string
beforeAll(async () => {
  passlink = await createLocalhostPasslink({ ALLOWED_ORIGINS: `${app}, ${shop}` })
  await passlink.startRedeem()
  steps = createSteps(passlink)
  linkId = await linkInState(passlink.database, 'open')
})
afterAll(() => passlink?.stop())

const requestOptions = (headers: Record<string, string>) =>
  steps.options(linkId, codeOf(passlink, linkId), headers)

describe('a step is allowed for', () => {
  test.each([
    { who: 'a program', headers: {} },
    { who: 'our own page', headers: { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' } },
    { who: "an application's page", headers: { 'sec-fetch-site': 'cross-site', origin: app } },
    { who: "another of an application's pages", headers: { 'sec-fetch-site': 'same-site', origin: shop } },
    { who: 'a page in a browser without metadata', headers: { origin: app } },
  ])('$who', async ({ headers }) => {
    expect((await requestOptions(headers)).status).toBe(200)
  })

  test('our own page in a browser without metadata', async () => {
    expect((await requestOptions({ origin: steps.url })).status).toBe(200)
  })
})

describe('a step is refused, without checking the code, for', () => {
  test.each([
    {
      who: 'a page from elsewhere',
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    },
    {
      who: 'a neighbouring site',
      headers: { 'sec-fetch-site': 'same-site', origin: 'https://evil.app.example' },
    },
    { who: 'a cross-site request without an origin', headers: { 'sec-fetch-site': 'cross-site' } },
    { who: 'a sandboxed page', headers: { 'sec-fetch-site': 'cross-site', origin: 'null' } },
    { who: 'a page in a browser without metadata', headers: { origin: 'https://evil.example' } },
  ])('$who', async ({ headers }) => {
    const { status, body, headers: answered } = await requestOptions(headers)
    expect(status).toBe(403)
    expect(body.error.id).toBe('origin_refused')
    expect(answered.get('access-control-allow-origin')).toBeNull()
    expect((await steps.options(linkId, 'wrong', headers)).status).toBe(403)
    expect(await passlink.database.sql`select failed_checks from links`).toEqual([{ failed_checks: 0 }])
  })
})

describe('a browser learns', () => {
  const preflight = (origin: string) =>
    fetch(`${steps.url}/l/${linkId}/options`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })

  test.each([app, shop])(
    'that a page of %s may send requests and read the answers, also errors',
    async origin => {
      const { status, headers } = await preflight(origin)
      expect(status).toBe(204)
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(headers.get('access-control-allow-methods')).toBe('POST')
      expect(headers.get('access-control-allow-headers')).toMatch(
        /^content-type,traceparent,tracestate,baggage,sentry-trace$/i,
      )
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      for (const answer of [
        await requestOptions({ origin }),
        await steps.options(linkId, 'wrong', { origin }),
      ]) {
        expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
        expect(answer.headers.get('access-control-expose-headers')).toBe('Retry-After')
        expect(answer.headers.get('vary')).toContain('Origin')
      }
    },
  )

  test.each(['https://evil.example', 'https://app.example.evil.example', 'null'])(
    'nothing for a page of %s',
    async origin => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  test('at which origins our passkeys may be used', async () => {
    const response = await fetch(`${steps.url}/.well-known/webauthn`)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await response.json()).toEqual({ origins: [passlink.environment.PUBLIC_URL, app, shop] })
  })
})

test('a registration made on an application’s own page redeems the link', async () => {
  const id = await linkInState(passlink.database, 'open')
  const registration = await steps.register(id, { origin: shop })
  expect(
    (await steps.complete(id, registration, {}, { origin: shop, 'sec-fetch-site': 'cross-site' })).status,
  ).toBe(200)
  expect(await passlink.database.sql`select origin from passkeys where link_id = ${id}`).toEqual([
    { origin: shop },
  ])
})
