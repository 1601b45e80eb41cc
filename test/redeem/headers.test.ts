import { createHash, randomUUID } from 'node:crypto'
import { catalogFor, catalogs } from '@passlink/messages'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps, type Steps } from '../redeem-steps.ts'

let passlink: Passlink
let steps: Steps
beforeAll(async () => {
  passlink = await createLocalhostPasslink()
  await passlink.startRedeem()
  steps = createSteps(passlink)
})
afterAll(() => passlink?.stop())

const immutable = 'public, max-age=31536000, immutable'
const get = (path: string, headers = {}) => fetch(`${steps.url}${path}`, { headers })

function expectSecurityHeaders({ headers }: { headers: Headers }) {
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  const policy = headers.get('content-security-policy') ?? ''
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ])
    expect(policy).toContain(part)
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
}

test.each([`/l/${randomUUID()}`, '/l/x', '/nothing', '/'])(
  'the page at %s is not cacheable, not shown in frames, and sends no referrer',
  async path => expectSecurityHeaders(await get(path)),
)

test.each(['options', 'passkey', 'name'])('the answer to %s has the same security headers', async step => {
  const linkId = await linkInState(passlink.database, 'open')
  expectSecurityHeaders(
    await steps.post(`/l/${linkId}/${step}`, { code: 'wrong', response: {}, credentialId: '', name: '' }),
  )
  expectSecurityHeaders(await steps.options(linkId))
})

test('the page has no inline script, only escaped data', async () => {
  const page = await (await get(`/l/${randomUUID()}`)).text()
  const scripts = [...page.matchAll(/<script([^>]*)>([^<]*)</g)]
  expect(scripts).toHaveLength(2)
  for (const [, attributes, content] of scripts)
    expect(content === '' || attributes?.includes('type="application/json"')).toBe(true)
  expect(page).not.toMatch(/ on\w+=|javascript:|style=/)
})

describe.each(catalogs)('a browser that prefers $language', ({ language, direction, redeem }) => {
  test.each([
    { path: `/l/${randomUUID()}`, status: 200, title: redeem.ready.button },
    { path: '/nothing', status: 404, title: redeem.ends.notFound.title },
  ])('reads $path in that language', async ({ path, status, title }) => {
    const response = await get(path, { 'accept-language': `tlh, ${language};q=0.8, en;q=0.5` })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-language')).toBe(language)
    expect(response.headers.get('vary')).toContain('Accept-Language')
    const page = (await response.text()).replaceAll('&#39;', "'")
    expect(page).toContain(`<html lang="${language}" dir="${direction}">`)
    expect(page).toContain(`<title>${title}</title>`)
  })

  test('can fetch the texts, with placeholders for what depends on the link', async () => {
    const page = await (await get(`/l/${randomUUID()}`)).text()
    const path = /"textsPath":"([^"]*)"/.exec(page)?.[1]?.replace('*', language) as string
    const response = await get(path)
    expect(response.headers.get('cache-control')).toBe(immutable)
    const texts = await response.json()
    expect(texts.ready.title).toBe(
      catalogFor([language]).redeem.ready.title({ organization: '{organization}' }),
    )
    expect(JSON.stringify(texts)).not.toMatch(/undefined|\[object|=>/)
  })
})

test('the files of the page are named after their content, never change, and are compressed', async () => {
  const page = await (await get(`/l/${randomUUID()}`)).text()
  const paths = [...page.matchAll(/"(\/page\/[\w-]+\.(?:css|js))"/g)].map(([, path]) => path as string)
  expect(paths).toHaveLength(3)
  for (const path of paths) {
    const response = await get(path, { 'accept-encoding': 'br' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-encoding')).toBe('br')
    expect(response.headers.get('content-type')).toMatch(
      path.endsWith('css') ? /^text\/css/ : /^text\/javascript/,
    )
    expect(response.headers.get('cache-control')).toBe(immutable)
    const text = await response.text()
    expect(path).toContain(createHash('sha256').update(text).digest('base64url').slice(0, 22))
    for (const encoding of ['gzip', 'identity', 'br;q=0'])
      expect(await (await get(path, { 'accept-encoding': encoding })).text()).toBe(text)
  }
})
