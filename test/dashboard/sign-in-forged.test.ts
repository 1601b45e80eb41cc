import { generateKeyPair, UnsecuredJWT } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CookieBrowser, createCookieBrowser } from '../cookie-browser.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { freePort } from '../servers/free-port.ts'
import { rolesClaim } from '../servers/login-issuer.ts'

let passlink: Passlink
let origin: string
let browser: CookieBrowser
beforeEach(async () => {
  const [started, port] = await Promise.all([createPasslink('postgres'), freePort()])
  passlink = started
  const { url } = passlink.issuer
  origin = `http://127.0.0.1:${port}`
  browser = createCookieBrowser()
  passlink.issuer.metadata = {
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    id_token_signing_alg_values_supported: ['ES256'],
  }
  Object.assign(passlink.environment, {
    DASHBOARD_PORT: String(port),
    DASHBOARD_URL: origin,
    DASHBOARD_ISSUER: url,
    DASHBOARD_CLIENT_ID: 'dashboard',
  })
})
afterEach(() => passlink?.stop())

/** The usual claims of an ID token for this login; undefined removes one. */
type Claims = Record<string, unknown>
const usual = { aud: 'dashboard', name: 'Ada', [rolesClaim]: 'passlink.admin' }

/** Begins a login, and finishes it with what the issuer answers then. `idToken` gets the nonce of this login. */
async function signIn(idToken: (nonce: string) => Promise<string | undefined>, more: object = {}) {
  const { headers } = await browser.ask(`${origin}/login/openid`)
  const { state = '', nonce = '' } = Object.fromEntries(new URL(headers.get('location') ?? '').searchParams)
  const id_token = await idToken(nonce)
  passlink.issuer.answers['/token'] = (_request, response) =>
    void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ access_token: 'x', token_type: 'Bearer', id_token, ...more }))
  return browser.go(`${origin}/login/callback?code=c&state=${state}`)
}

const sessions = () => passlink.database.sql`select role from operator_sessions`

test('an ID token that is as it has to be signs its person in', async () => {
  await passlink.startDashboard()
  await signIn(nonce => passlink.issuer.token('ada', { claims: { ...usual, nonce } }))
  expect(await sessions()).toEqual([{ role: 'admin' }])
})

test.each<[string, Claims]>([
  ['for another login', { nonce: 'another' }],
  ['for no login', { nonce: undefined }],
  ['for another client', { aud: 'other' }],
  ['for several clients, issued to another', { aud: ['dashboard', 'other'], azp: 'other' }],
  ['of another issuer', { iss: 'https://evil.example' }],
  ['that has expired', { exp: 1_700_000_000 }],
  ['without an end', { exp: undefined }],
  ['of nobody', { sub: undefined }],
])('an ID token %s signs nobody in, and the page says no more than that', async (_, claims) => {
  await passlink.startDashboard()
  const page = await signIn(nonce =>
    passlink.issuer.token('ada', { claims: { ...usual, nonce, ...claims } as Claims }),
  )
  expect([page.status, page.text]).toEqual([502, expect.stringContaining('answer is not valid')])
  expect(page.html).not.toMatch(/evil|nonce|\bat \//)
  expect(await sessions()).toEqual([])
})

test('neither does one of another key, one without a signature, nor none', async () => {
  await passlink.startDashboard()
  const { privateKey } = await generateKeyPair('ES256')
  const claims = (nonce: string) => ({ ...usual, nonce })
  const unsigned = (nonce: string) =>
    new UnsecuredJWT({ ...claims(nonce), iss: passlink.issuer.url, sub: 'ada' })
      .setIssuedAt()
      .setExpirationTime('10m')
      .encode()
  const tokens = [
    (nonce: string) => passlink.issuer.token('ada', { claims: claims(nonce), signedBy: privateKey }),
    async (nonce: string) => unsigned(nonce),
    async () => undefined,
  ]
  for (const idToken of tokens) expect((await signIn(idToken)).status).toBe(502)
  expect(await sessions()).toEqual([])
})

test('roles that userinfo gives to another person are not those of the person who signs in', async () => {
  await passlink.startDashboard()
  const token = (nonce: string) => passlink.issuer.token('ada', { claims: { aud: 'dashboard', nonce } })
  const about = (sub: string) => {
    passlink.issuer.answers['/userinfo'] = (_request, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ sub, [rolesClaim]: 'passlink.admin' }))
  }
  about('eve')
  expect((await signIn(token)).status).toBe(502)
  expect(await sessions()).toEqual([])
  about('ada')
  await signIn(token)
  expect(await sessions()).toEqual([{ role: 'admin' }])
})

test('an issuer that answers with an error of its own, or not in JSON, is told as away or as not valid', async () => {
  await passlink.startDashboard()
  const token = async () => undefined
  passlink.issuer.answers = {}
  const answered = async (status: number, body: string) => {
    const { headers } = await browser.ask(`${origin}/login/openid`)
    const state = new URL(headers.get('location') ?? '').searchParams.get('state')
    passlink.issuer.answers['/token'] = (_request, response) => void response.writeHead(status).end(body)
    return (await browser.go(`${origin}/login/callback?code=c&state=${state}`)).status
  }
  expect(await answered(503, 'busy')).toBe(503)
  expect(await answered(200, '<html>')).toBe(502)
  expect(await answered(302, '')).toBe(502)
  expect((await signIn(token)).status).toBe(502)
})
