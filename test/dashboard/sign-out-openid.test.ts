import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CookieBrowser, createCookieBrowser, type Shown } from '../cookie-browser.ts'
import { startSessionOf } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { freePort } from '../servers/free-port.ts'
import { type LoginIssuer, loginClients, rolesClaim, startLoginIssuer } from '../servers/login-issuer.ts'

let passlink: Passlink
let issuer: LoginIssuer
let origin: string
let browser: CookieBrowser
beforeEach(async () => {
  const [started, port] = await Promise.all([createPasslink('postgres'), freePort()])
  passlink = started
  origin = `http://127.0.0.1:${port}`
  browser = createCookieBrowser()
  await startIssuer()
  Object.assign(passlink.environment, {
    DASHBOARD_PORT: String(port),
    DASHBOARD_URL: origin,
    DASHBOARD_ISSUER: issuer.url,
    DASHBOARD_CLIENT_ID: loginClients.public.id,
  })
})
afterEach(async () => {
  await passlink?.stop()
  await issuer?.stop()
})

async function startIssuer(settings: { endsSessions?: boolean; port?: number } = {}) {
  issuer = await startLoginIssuer({ redirectUri: `${origin}/login/callback`, ...settings })
  issuer.person = { sub: 'ada', name: 'Ada', [rolesClaim]: { 'passlink.admin': { '1': 'acme.example' } } }
}

const sessions = () => passlink.database.sql`select operator from operator_sessions`

/** Signs in, and resolves to whether the issuer had to ask who it is. */
async function isAskedToSignIn(): Promise<boolean> {
  const before = issuer.requests.length
  expect((await browser.go(`${origin}/login/openid`)).status).toBe(200)
  return issuer.requests.slice(before).some(path => path.startsWith('/interaction/'))
}

const signOut = () => browser.send(`${origin}/logout`, {})

/** Where a page leads by itself. */
const nextOf = ({ html }: Shown) =>
  /http-equiv="refresh" content="0; url=([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')

test('whoever signed in at the issuer is led there to sign out, and from there back to the dashboard', async () => {
  await passlink.startDashboard()
  expect([await isAskedToSignIn(), await isAskedToSignIn()]).toEqual([true, false])

  const page = await signOut()
  expect(await sessions()).toEqual([])
  expect(page.text).toContain('You are signed out of the dashboard')
  const next = new URL(nextOf(page) ?? '')
  expect(page.html).toContain(`href="${next.href.replaceAll('&', '&amp;')}"`)
  expect([next.origin, Object.fromEntries(next.searchParams)]).toEqual([
    issuer.url,
    { client_id: loginClients.public.id, post_logout_redirect_uri: `${origin}/login` },
  ])

  const asked = await browser.go(next)
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(asked.html) ?? []
  const back = await browser.send(new URL('/session/end/confirm', issuer.url), { xsrf, logout: 'yes' })
  expect(back.url.href).toBe(`${origin}/login`)
  expect(await isAskedToSignIn()).toBe(true)
})

test('whoever signs out when the session is over is led to the issuer too', async () => {
  await passlink.startDashboard()
  await isAskedToSignIn()
  await passlink.database.sql`update operator_sessions set ends_at = now() - interval '1 second'`
  const page = await signOut()
  expect(page.text).toContain('You are signed out of the dashboard')
  expect(new URL(nextOf(page) ?? '').origin).toBe(issuer.url)
  expect(browser.cookies(new URL(origin).host)).not.toHaveProperty('passlink')
})

test('a session of the password ends without the issuer', async () => {
  await passlink.startDashboard()
  const password = passlink.environment.DASHBOARD_PASSWORD ?? ''
  expect((await browser.send(`${origin}/login`, { password })).status).toBe(200)
  const page = await signOut()
  expect([page.url.href, nextOf(page)]).toEqual([`${origin}/login`, undefined])
})

test.each(['has no place to sign out', 'is away'])(
  'where the issuer %s, a session ends all the same',
  async trouble => {
    const { port } = issuer
    await issuer.stop()
    if (trouble !== 'is away') await startIssuer({ endsSessions: false, port })
    await passlink.startDashboard()
    const [name = '', value = ''] = (await startSessionOf(passlink.database, 'admin')).split('=')
    browser.set(new URL(origin).host, name, value)
    const page = await signOut()
    expect([page.url.href, nextOf(page)]).toEqual([`${origin}/login`, undefined])
    expect(await sessions()).toEqual([])
    if (trouble === 'is away') await startIssuer({ port })
  },
)
