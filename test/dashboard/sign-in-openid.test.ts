import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CookieBrowser, createCookieBrowser } from '../cookie-browser.ts'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { freePort } from '../servers/free-port.ts'
import { type LoginIssuer, loginClients, rolesClaim, startLoginIssuer } from '../servers/login-issuer.ts'

const { log, lines } = createLogLines()

let passlink: Passlink
let issuer: LoginIssuer
let origin: string
let browser: CookieBrowser
beforeEach(async () => {
  lines.length = 0
  const [started, port] = await Promise.all([createPasslink('postgres', log), freePort()])
  passlink = started
  origin = `http://127.0.0.1:${port}`
  browser = createCookieBrowser()
  issuer = await startLoginIssuer({ redirectUri: `${origin}/login/callback` })
  setClient('confidential')
  delete passlink.environment.DASHBOARD_PASSWORD
  Object.assign(passlink.environment, {
    DASHBOARD_PORT: String(port),
    DASHBOARD_URL: origin,
    DASHBOARD_ISSUER: issuer.url,
  })
})
afterEach(async () => {
  await passlink?.stop()
  await issuer?.stop()
})

function setClient(kind: keyof typeof loginClients) {
  const { id, secret } = loginClients[kind]
  const { environment } = passlink
  delete environment.DASHBOARD_CLIENT_SECRET
  Object.assign(environment, {
    DASHBOARD_CLIENT_ID: id,
    ...(secret ? { DASHBOARD_CLIENT_SECRET: secret } : {}),
  })
}

/** A person with these roles, as ZITADEL says it. */
const personWith = (...roles: string[]) => ({
  sub: '284937261948372651',
  name: 'Ada Lovelace',
  email: 'ada@acme.example',
  [rolesClaim]: Object.fromEntries(roles.map(role => [role, { '1': 'acme.example' }])),
})

const sessions = () => passlink.database.sql`select operator, name, role, address from operator_sessions`
const signIn = () => browser.go(`${origin}/login/openid?next=/mails?language=de`)

test('an operator gets from a page to the issuer and back to the page, with the role that they have there', async () => {
  issuer.person = personWith('passlink.operator', 'something.else')
  await passlink.startDashboard()
  const asked = await browser.go(`${origin}/mails?language=de`)
  expect(asked.text).toContain('Sign in at 127.0.0.1')
  expect(asked.text).not.toContain('Password')
  const way = /href="(\/login\/openid[^"]+)"/.exec(asked.html)?.[1]?.replaceAll('&amp;', '&') ?? ''

  const page = await browser.go(`${origin}${way}`)
  expect([page.status, page.url.href]).toEqual([200, `${origin}/mails?language=de`])
  expect(page.html).toMatch(/Ada Lovelace<\/span><span class="bar-role">operator/)
  expect(await sessions()).toEqual([
    { operator: '284937261948372651', name: 'Ada Lovelace', role: 'operator', address: '127.0.0.1' },
  ])
  const [line] = await passlink.database.sql`select operator, action, details from audit`
  expect(line).toEqual({
    operator: '284937261948372651',
    action: 'session.started',
    details: { by: 'openid', role: 'operator', name: 'Ada Lovelace' },
  })
})

test.each([
  ['confidential', false],
  ['public', false],
  ['confidential', true],
] as const)('a %s client works, with the roles in the ID token: %s', async (kind, claimsInIdToken) => {
  await issuer.stop()
  issuer = await startLoginIssuer({
    redirectUri: `${origin}/login/callback`,
    claimsInIdToken,
    port: issuer.port,
  })
  issuer.person = personWith('passlink.admin')
  setClient(kind)
  await passlink.startDashboard()
  expect((await signIn()).url.pathname).toBe('/mails')
  expect(await sessions()).toMatchObject([{ role: 'admin', name: 'Ada Lovelace' }])
  // Userinfo is asked only for what the token does not say.
  expect(issuer.requests.some(path => path.startsWith('/me'))).toBe(!claimsInIdToken)
})

test('the request has PKCE, a state and a nonce, each of them new', async () => {
  await passlink.startDashboard()
  const begin = async () => {
    const { headers } = await browser.ask(`${origin}/login/openid`)
    return Object.fromEntries(new URL(headers.get('location') ?? '').searchParams)
  }
  const [first, second] = [await begin(), await begin()]
  expect(first).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    client_id: 'dashboard',
    redirect_uri: `${origin}/login/callback`,
    scope: 'openid profile email',
  })
  for (const name of ['state', 'nonce', 'code_challenge'] as const) {
    expect(first[name]).toMatch(/^[\w-]{43}$/)
    expect(first[name]).not.toBe(second[name])
  }
  const { headers } = await browser.ask(`${origin}/login/openid?anew=yes`)
  expect(headers.get('location')).toContain('prompt=login')
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^passlink-login=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/),
  ])
})

describe('an answer that is not for this browser, or was used, signs nobody in', () => {
  const over = 'This login is over'

  async function answered(): Promise<string> {
    issuer.person = personWith('passlink.admin')
    await passlink.startDashboard()
    let shown = await browser.ask(`${origin}/login/openid`)
    for (;;) {
      const next = new URL(shown.headers.get('location') ?? '', shown.url)
      if (next.origin === origin) return next.href
      shown = await browser.ask(next)
    }
  }

  test('twice in the same browser', async () => {
    const callback = await answered()
    expect((await browser.ask(callback)).status).toBe(303)
    const again = await browser.ask(callback)
    expect([again.status, again.text]).toEqual([400, expect.stringContaining(over)])
    expect(await sessions()).toHaveLength(1)
  })

  test('in the same browser after the cookie of its login was put back: the code was used', async () => {
    const callback = await answered()
    const host = new URL(origin).host
    const cookie = browser.cookies(host)['passlink-login'] ?? ''
    expect((await browser.ask(callback)).status).toBe(303)
    browser.set(host, 'passlink-login', cookie)
    const again = await browser.ask(callback)
    expect([again.status, again.text]).toEqual([502, expect.stringContaining('refuses this dashboard')])
    expect(await sessions()).toHaveLength(1)
  })

  test('in another browser, as in one into which somebody else wants to sign in a person', async () => {
    const callback = await answered()
    const other = createCookieBrowser()
    expect((await other.ask(callback)).text).toContain(over)
    await other.ask(`${origin}/login/openid`)
    expect((await other.ask(callback)).text).toContain(over)
    expect(await sessions()).toHaveLength(0)
  })

  test('with another state, or none', async () => {
    const callback = new URL(await answered())
    callback.searchParams.set('state', 'x'.repeat(43))
    expect((await browser.ask(callback)).text).toContain(over)
    callback.searchParams.delete('state')
    expect((await browser.ask(callback)).text).toContain(over)
    expect((await browser.ask(`${origin}/login/callback`)).text).toContain(over)
    expect(await sessions()).toHaveLength(0)
  })
})

test('a person without a role is told which claim was looked at, and it is in the audit', async () => {
  issuer.person = personWith('editor', '<b>')
  await passlink.startDashboard()
  const page = await signIn()
  expect([page.status, page.url.pathname]).toEqual([403, '/login/callback'])
  expect(page.text).toContain('You have no role here')
  expect(page.text).toContain('says that you are Ada Lovelace, but gives you no role here.')
  expect(page.text).toContain(
    `The claim ${rolesClaim} names editor, &lt;b&gt;; needed is one of passlink.viewer, passlink.operator, passlink.admin.`,
  )
  expect(page.html).toContain('href="/login/openid?anew=yes"')
  expect(await sessions()).toEqual([])
  const [line] = await passlink.database.sql`select operator, action, details from audit`
  expect(line).toMatchObject({ operator: issuer.person.sub, action: 'session.refused' })
  expect(line?.details).toMatchObject({ found: ['editor', '<b>'] })
  expect((await browser.ask(`${origin}/mails`)).status).toBe(303)
})

test.each(['operator', 'cli:ada'])(
  'nobody signs in with the id %s, which the audit has for others',
  async sub => {
    issuer.person = { ...personWith('passlink.admin'), sub }
    await passlink.startDashboard()
    const page = await signIn()
    expect([page.status, page.text]).toEqual([403, expect.stringContaining(`with the id ${sub}.`)])
    expect(await sessions()).toEqual([])
  },
)

test('of many names without a role the audit has the first 20, cut, and how many they were', async () => {
  issuer.person = personWith(...Array.from({ length: 30 }, (_, n) => `${n}-`.padEnd(300, 'x')))
  await passlink.startDashboard()
  expect((await signIn()).status).toBe(403)
  const [line] = await passlink.database.sql`select details from audit`
  expect(line?.details.count).toBe(30)
  expect(line?.details.found.map((name: string) => name.length)).toEqual(Array(20).fill(200))
})

test('an address whose logins were in vain too often is told to wait, and one that is let in counts none', async () => {
  passlink.environment.DASHBOARD_TRIES = '3/1h'
  issuer.person = personWith('passlink.viewer')
  await passlink.startDashboard()
  for (let count = 0; count < 5; count += 1) expect((await signIn()).status).toBe(200)
  issuer.person = personWith('editor')
  const callbacks = async () =>
    (await passlink.database.sql`select from audit where action = 'session.refused'`).length
  const again = () => browser.go(`${origin}/login/openid?anew=yes`)
  for (let count = 0; count < 3; count += 1) expect((await again()).status).toBe(403)
  const refused = await again()
  expect([refused.status, refused.text]).toEqual([429, expect.stringContaining('Too many logins')])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500)
  expect(await callbacks()).toBe(3)
})

test('a login that begins at another host goes on at that of DASHBOARD_URL', async () => {
  issuer.person = personWith('passlink.viewer')
  await passlink.startDashboard()
  const elsewhere = origin.replace('127.0.0.1', 'localhost')
  const { status, headers } = await browser.ask(`${elsewhere}/login/openid?next=//evil.example/`)
  expect([status, headers.getSetCookie()]).toEqual([303, []])
  expect(headers.get('location')).toBe(`${origin}/login/openid?next=%2F&home=yes`)
  const page = await browser.go(`${elsewhere}/login/openid?next=/mails`)
  expect([page.status, page.url.href]).toEqual([200, `${origin}/mails`])
  // A proxy that names another host does not make it go round.
  const behind = await browser.ask(`${elsewhere}/login/openid?home=yes`)
  expect(behind.headers.get('location')).toContain(issuer.url)
})

test('roles come from the claim and the names that the settings say', async () => {
  issuer.person = { sub: 'ada', groups: ['Everyone', 'Mail Operators', 'Mail Readers'] }
  Object.assign(passlink.environment, {
    DASHBOARD_ROLES_CLAIM: 'groups',
    DASHBOARD_ROLES: 'viewer:Mail Readers,operator:Mail Operators,admin:Root',
  })
  await passlink.startDashboard()
  expect((await signIn()).status).toBe(200)
  expect(await sessions()).toMatchObject([{ operator: 'ada', name: 'ada', role: 'operator' }])
})

test('whoever the issuer does not let in is told what it says', async () => {
  await passlink.startDashboard()
  const page = await signIn()
  expect([page.status, page.text]).toEqual([403, expect.stringContaining('You may not.')])
})

test('while the issuer is away a page says so, and it works when it is back', async () => {
  await issuer.stop()
  await passlink.startDashboard()
  const page = await signIn()
  expect([page.status, page.text]).toEqual([503, expect.stringContaining('The issuer cannot be reached')])
  expect(page.text).not.toMatch(/Error|fetch|ECONN/)

  issuer = await startLoginIssuer({ redirectUri: `${origin}/login/callback`, port: issuer.port })
  issuer.person = personWith('passlink.viewer')
  await eventually(async () => expect((await signIn()).status).toBe(200))
})

test('a wrong secret of the client is told without it, and the log has why the issuer refuses', async () => {
  passlink.environment.DASHBOARD_CLIENT_SECRET = 'wrong secret'
  issuer.person = personWith('passlink.viewer')
  await passlink.startDashboard()
  const page = await signIn()
  expect([page.status, page.text]).toEqual([502, expect.stringContaining('refuses this dashboard')])
  expect(page.html).not.toContain('wrong secret')
  expect(await sessions()).toEqual([])
  const logged = lines.filter(line => line.includes('nobody was signed in'))
  expect(logged.map(line => JSON.parse(line).issuer)).toEqual([
    {
      status: 401,
      challenges: [expect.objectContaining({ scheme: 'basic', error: 'invalid_client' })],
    },
  ])
  expect(lines.join('')).not.toContain('wrong secret')
})
