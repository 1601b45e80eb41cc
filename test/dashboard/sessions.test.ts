import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CookieBrowser, createCookieBrowser } from '../cookie-browser.ts'
import { createLogLines } from '../log-lines.ts'
import { startSessionOf } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

const { log, lines } = createLogLines()

let passlink: Passlink
let origin: string
let host: string
let browser: CookieBrowser
beforeEach(async () => {
  lines.length = 0
  passlink = await createPasslink('postgres', log)
  Object.assign(passlink.environment, { DASHBOARD_TRIES: '3/1h', TRUSTED_PROXIES: '1' })
  origin = `http://127.0.0.1:${(await passlink.startDashboard()).port}`
  host = new URL(origin).host
  browser = createCookieBrowser()
})
afterEach(() => passlink?.stop())

const signIn = (next = '/dead-letters') =>
  browser.send(`${origin}/login`, { password: 'correct horse', next })
const statusOf = async (path: string) => (await browser.ask(`${origin}${path}`)).status

test('a page leads to the form, the password into the page, and signing out to the form again', async () => {
  const asked = await browser.go(`${origin}/dead-letters?reason=a%26b`)
  expect([asked.url.pathname, asked.url.searchParams.get('next')]).toEqual([
    '/login',
    '/dead-letters?reason=a%26b',
  ])
  expect(asked.html).toContain('<input type="hidden" name="next" value="/dead-letters?reason=a%26b"/>')
  const page = await signIn(asked.url.searchParams.get('next') ?? '')
  expect([page.status, page.url.href]).toEqual([200, `${origin}/dead-letters?reason=a%26b`])
  expect(page.html).toMatch(/<span>operator<\/span><span class="bar-role">admin/)

  expect((await browser.send(`${origin}/logout`, {})).url.pathname).toBe('/login')
  expect(browser.cookies(host)).toEqual({})
  expect(await statusOf('/dead-letters')).toBe(303)
  const audit = await passlink.database.sql`
    select operator, address, action, subject from audit order by sequence`
  expect(audit).toEqual([
    { operator: 'operator', address: '127.0.0.1', action: 'session.started', subject: null },
    { operator: 'operator', address: '127.0.0.1', action: 'session.ended', subject: 'operator' },
  ])
})

test('the cookie is for this host, not for scripts, nor for forms of other sites, and over TLS only there', async () => {
  const login = async (headers: Record<string, string>) => {
    const body = new URLSearchParams({ password: 'correct horse' })
    const { headers: answer } = await browser.ask(`${origin}/login`, { method: 'POST', body, headers })
    return answer.getSetCookie()
  }
  expect(await login({})).toEqual([
    expect.stringMatching(/^passlink=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
  ])
  expect(await login({ 'x-forwarded-proto': 'https' })).toEqual([
    expect.stringMatching(/^__Host-passlink=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
  ])
})

test('over TLS a cookie without the prefix, which another host could have set, is no session', async () => {
  const cookie = await startSessionOf(passlink.database, 'admin')
  const seen = (headers: Record<string, string>) => browser.ask(`${origin}/mails`, { headers })
  expect((await seen({ cookie })).status).toBe(200)
  const tls = { 'x-forwarded-proto': 'https' }
  expect((await seen({ cookie, ...tls })).status).toBe(303)
  expect((await seen({ cookie: `__Host-${cookie}`, ...tls })).status).toBe(200)
})

test('only the hash of the token is stored, and is no token itself', async () => {
  await signIn()
  const { passlink: value = '' } = browser.cookies(host)
  const [row] = await passlink.database
    .sql`select encode(id_hash, 'hex') as hash, operator_sessions::text as text from operator_sessions`
  expect(Buffer.from(value, 'base64url')).toHaveLength(32)
  expect(row?.hash).toMatch(/^[\da-f]{64}$/)
  expect(row?.text).not.toContain(value)
  for (const guess of [row?.hash, `${value}x`, '', 'x'.repeat(5_000)]) {
    browser.set(host, 'passlink', guess)
    expect(await statusOf('/dead-letters')).toBe(303)
  }
})

test('a session that cannot be ended stays in the browser, which can sign out again', async () => {
  await signIn()
  const { sql } = passlink.database
  await sql`alter table audit add constraint none check (false) not valid`
  expect((await browser.send(`${origin}/logout`, {})).status).toBe(500)
  expect(browser.cookies(host)).toHaveProperty('passlink')
  expect(await statusOf('/dead-letters')).toBe(200)
  await sql`alter table audit drop constraint none`
  await browser.send(`${origin}/logout`, {})
  expect(browser.cookies(host)).toEqual({})
  expect(await sql`select from operator_sessions`).toEqual([])
})

test('a password for something else, sent beside a session, takes nothing from it and blocks no address', async () => {
  await signIn()
  const authorization = `Basic ${btoa('proxy:password')}`
  for (let count = 0; count < 5; count += 1)
    expect((await browser.ask(`${origin}/mails`, { headers: { authorization } })).status).toBe(200)
  const own = { authorization: `Basic ${btoa('operator:correct horse')}` }
  expect((await fetch(`${origin}/mails`, { headers: own })).status).toBe(200)
})

describe('a session ends', () => {
  test('when it has not been used for SESSION_IDLE, and stays while it is used', async () => {
    await signIn()
    const { sql } = passlink.database
    const age = (minutes: number) =>
      sql`update operator_sessions set seen_at = seen_at - ${minutes} * interval '1m'`
    await age(29)
    expect(await statusOf('/dead-letters')).toBe(200)
    await age(29)
    expect(await statusOf('/dead-letters')).toBe(200)
    await age(31)
    expect(await statusOf('/dead-letters')).toBe(303)
  })

  test('SESSION_LIFETIME after it began, however much it is used', async () => {
    await signIn()
    const { sql } = passlink.database
    const [row] = await sql`
      select extract(epoch from ends_at - created_at)::int as seconds from operator_sessions`
    expect(row?.seconds).toBe(43_200)
    await sql`update operator_sessions set ends_at = now() - interval '1 second'`
    expect(await statusOf('/dead-letters')).toBe(303)
  })

  test('when an admin ends it, which is in the audit', async () => {
    const cookie = await startSessionOf(passlink.database, 'viewer')
    const visitor = () => browser.ask(`${origin}/dead-letters`, { headers: { cookie } })
    expect((await visitor()).status).toBe(200)

    const admin = createCookieBrowser()
    await admin.send(`${origin}/login`, { password: 'correct horse' })
    const page = await admin.go(`${origin}/sessions`)
    expect(page.text).toMatch(/Ada viewer viewer .* 192\.0\.2\.1/)
    expect(page.text).toContain('operator (this one)')
    const id = /name="id" value="([\da-f]{64})"\/><button[^>]*aria-label="End the session of Ada viewer/.exec(
      page.html,
    )?.[1]
    expect((await admin.send(`${origin}/sessions/end`, { id: id ?? '' })).text).not.toContain('Ada')
    expect((await visitor()).status).toBe(303)
    const [line] = await passlink.database
      .sql`select operator, action, subject from audit order by sequence desc`
    expect(line).toEqual({ operator: 'operator', action: 'session.ended', subject: 'viewer-1' })
    for (const unknown of ['', 'x', '0'.repeat(64)])
      expect((await admin.send(`${origin}/sessions/end`, { id: unknown })).status).toBe(200)
  })

  test('when its browser begins another one', async () => {
    await signIn()
    const first = browser.cookies(host).passlink ?? ''
    await signIn()
    expect(browser.cookies(host).passlink).not.toBe(first)
    browser.set(host, 'passlink', first)
    expect(await statusOf('/dead-letters')).toBe(303)
    const audit = await passlink.database.sql`select action, subject from audit order by sequence`
    expect(audit).toEqual([
      { action: 'session.started', subject: null },
      { action: 'session.ended', subject: 'operator' },
      { action: 'session.started', subject: null },
    ])
  })
})

test('uses of the same minute write nothing', async () => {
  await signIn()
  const seenAt = async () =>
    (await passlink.database.sql`select seen_at::text from operator_sessions`)[0]?.seen_at
  const before = await seenAt()
  expect(await statusOf('/dead-letters')).toBe(200)
  expect(await seenAt()).toBe(before)
  await passlink.database.sql`update operator_sessions set seen_at = seen_at - interval '61 seconds'`
  const aged = await seenAt()
  expect(await statusOf('/dead-letters')).toBe(200)
  expect(await seenAt()).not.toBe(aged)
})

test('what an open page asks for by itself is no use of a session', async () => {
  await signIn()
  const { sql } = passlink.database
  await sql`update operator_sessions set seen_at = seen_at - interval '29 minutes'`
  const seenAt = async () => (await sql`select seen_at::text from operator_sessions`)[0]?.seen_at
  const before = await seenAt()
  for (const path of ['/queues/api/queues', '/live']) {
    const head = await browser.ask(`${origin}${path}`, { method: 'HEAD' })
    expect(head.status).toBe(200)
  }
  expect(await statusOf('/queues/api/queues')).toBe(200)
  expect(await seenAt()).toBe(before)
  expect(await statusOf('/queues')).toBe(200)
  expect(await seenAt()).not.toBe(before)
})

test('over TLS that the dashboard does not know of, the form refuses and says what to set', async () => {
  const login = (headers: Record<string, string>) => {
    const body = new URLSearchParams({ password: 'correct horse' })
    const from = { origin: 'https://ops.example.com', 'sec-fetch-site': 'same-origin' }
    return browser.ask(`${origin}/login`, { method: 'POST', body, headers: { ...from, ...headers } })
  }
  const refused = await login({})
  expect([refused.status, refused.headers.getSetCookie()]).toEqual([400, []])
  expect(refused.text).toContain('Set DASHBOARD_URL, or let the proxy send X-Forwarded-Proto.')
  expect((await login({ 'x-forwarded-proto': 'https' })).status).toBe(303)
})

test('a wrong password is told and logged, and not kept; too many close the form to that address, and HTTP basic too', async () => {
  const wrong = await browser.send(`${origin}/login`, { password: 'my secret guess', next: '/mails' })
  expect([wrong.status, wrong.text]).toEqual([401, expect.stringContaining('The password is wrong.')])
  expect(wrong.html).toMatch(/aria-invalid="true" aria-describedby="problem"/)
  expect(wrong.html + lines.join('')).not.toContain('my secret guess')
  expect(lines.filter(line => line.includes('wrong password'))).toHaveLength(1)
  for (let tries = 0; tries < 2; tries += 1) await browser.send(`${origin}/login`, { password: 'wrong' })
  const refused = await signIn()
  expect([refused.status, refused.text]).toEqual([429, expect.stringContaining('Too many wrong passwords')])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500)
  expect(browser.cookies(host)).toEqual({})
  const authorization = `Basic ${btoa('operator:correct horse')}`
  const asked = (address: string) =>
    fetch(`${origin}/mails`, { headers: { authorization, 'x-forwarded-for': address } })
  expect((await asked('192.0.2.1')).status).toBe(200)
  expect((await fetch(`${origin}/mails`, { headers: { authorization } })).status).toBe(429)
})

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  '/.//evil.example/',
  'javascript:alert(1)',
  'evil.example',
  '/login',
  '/login/openid',
  '/logout',
  `/${'x'.repeat(2_000)}`,
  '',
])('signing in leads to no other site: %j', async next => {
  const body = new URLSearchParams({ password: 'correct horse', next })
  const { status, headers } = await browser.ask(`${origin}/login`, { method: 'POST', body })
  expect([status, headers.get('location')]).toEqual([303, '/'])
})

test('nobody is signed in or out by a form of another site', async () => {
  const body = () => new URLSearchParams({ password: 'correct horse' })
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }])
    expect((await browser.ask(`${origin}/login`, { method: 'POST', body: body(), headers })).status).toBe(403)
  expect(browser.cookies(host)).toEqual({})
  await signIn()
  const headers = { 'sec-fetch-site': 'cross-site' }
  expect((await browser.ask(`${origin}/logout`, { method: 'POST', headers })).status).toBe(403)
  expect(await statusOf('/mails')).toBe(200)
})

test('over plain http from elsewhere, where a browser keeps no session, the page says what to do', async () => {
  const body = new URLSearchParams({ password: 'correct horse' })
  const { request } = await import('node:http')
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = {
      host: 'ops.internal:3002',
      origin: 'http://ops.internal:3002',
      'content-type': 'application/x-www-form-urlencoded',
    }
    request(`${origin}/login`, { method: 'POST', headers }, response => resolve(response.statusCode))
      .on('error', reject)
      .end(body.toString())
  })
  expect(status).toBe(400)
  expect(await passlink.database.sql`select from operator_sessions`).toHaveLength(0)
})

test('what asks for no page, and scripts of a page whose session has ended, are answered 401', async () => {
  const challengeOf = async (headers: Record<string, string>) => {
    const answer = await fetch(`${origin}/queues/api/queues`, { headers, redirect: 'manual' })
    return [answer.status, answer.headers.get('www-authenticate')]
  }
  expect(await challengeOf({ accept: 'application/json' })).toEqual([401, 'Basic realm="Passlink"'])
  // With `Basic` the browser would ask the person for a password itself.
  expect(await challengeOf({ accept: '*/*', 'sec-fetch-dest': 'empty' })).toEqual([
    401,
    'Session realm="Passlink"',
  ])
})

test('HTTP basic starts no session', async () => {
  const headers = { authorization: `Basic ${btoa('operator:correct horse')}` }
  const answer = await browser.ask(`${origin}/dead-letters`, { headers })
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []])
  expect(await passlink.database.sql`select from operator_sessions`).toHaveLength(0)
})
