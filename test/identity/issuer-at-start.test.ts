import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { readinessOf } from '../metrics-of.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'

const { log, lines } = createLogLines()

let passlink: Passlink
beforeEach(async () => {
  lines.length = 0
  passlink = await createPasslink('postgres', log)
})
afterEach(() => passlink?.stop())

const messages = () => lines.map(line => JSON.parse(line)).filter(({ issuer }) => issuer)
const withClient = () =>
  Object.assign(passlink.environment, { AUTH_CLIENT_ID: 'api', AUTH_CLIENT_SECRET: 'secret' })
const isLoaded = () => eventually(() => expect(passlink.issuer.requests).toContain('/jwks'))

type Case = [string, (passlink: Passlink) => void, number, string]

test.each<Case>([
  [
    'offers no introspection though a client is set',
    withClient,
    40,
    'AUTH_CLIENT_ID is set, but the issuer has no introspection endpoint: its opaque tokens are all refused',
  ],
  [
    'has userinfo at another origin',
    ({ issuer }) => (issuer.metadata.userinfo_endpoint = 'https://graph.example/userinfo'),
    50,
    'the issuer cannot be used: its userinfo_endpoint is at https://graph.example, which AUTH_TRUSTED_ORIGINS does not name',
  ],
  [
    'has no userinfo',
    ({ issuer }) => (issuer.metadata.userinfo_endpoint = undefined),
    40,
    'the issuer has no userinfo endpoint: calls of people who are not in the directory are refused',
  ],
  [
    'publishes no keys',
    ({ issuer }) => (issuer.metadata.jwks_uri = undefined),
    40,
    'the issuer publishes no keys for signatures: its JWTs cannot be checked',
  ],
  [
    'publishes an empty set of keys',
    ({ issuer }) => (issuer.answers['/jwks'] = (_request, response) => response.end('{"keys":[]}')),
    40,
    'the issuer publishes no keys for signatures: its JWTs cannot be checked',
  ],
  [
    'answers 404 at the address of its keys',
    ({ issuer }) => (issuer.metadata.jwks_uri = `${issuer.url}/nowhere`),
    50,
    'the issuer cannot be used: it answers 404 when asked for its keys',
  ],
  [
    'calls itself otherwise',
    ({ issuer }) => (issuer.metadata.issuer = 'https://login.example/{tenantid}/v2.0'),
    50,
    'the issuer cannot be used: its metadata are those of the issuer "https://login.example/{tenantid}/v2.0", not of AUTH_ISSUER',
  ],
  [
    'has no metadata',
    ({ environment, issuer }) => (environment.AUTH_ISSUER = `${issuer.url}/realms/none`),
    50,
    'the issuer cannot be used: it answers 404 when asked for its metadata',
  ],
])('an issuer that %s is named at start, before any call', async (_, change, level, msg) => {
  change(passlink)
  await passlink.startApi()
  await eventually(() => expect(messages()).toMatchObject([{ level, msg }]))
})

test('with PROFILE_FROM=token it does not matter where userinfo is, or whether it is there', async () => {
  passlink.environment.PROFILE_FROM = 'token'
  for (const endpoint of ['https://graph.example/userinfo', undefined]) {
    passlink.issuer.metadata.userinfo_endpoint = endpoint
    const api = await passlink.startApi()
    expect((await askForLink(api, await passlink.issuer.token('alice'))).status).toBe(200)
    expect(messages()).toEqual([])
  }
})

test('an issuer that offers what is needed is loaded at start, and nothing is reported', async () => {
  withClient()
  passlink.issuer.metadata.introspection_endpoint = `${passlink.issuer.url}/introspect`
  const api = await passlink.startApi()
  await isLoaded()
  const requests = [...passlink.issuer.requests]
  expect((await askForLink(api, await passlink.issuer.token('alice'))).status).toBe(200)
  expect(passlink.issuer.requests).toEqual(requests)
  expect(messages()).toEqual([])
})

test('an API that starts while the issuer is away is ready, says so once, and finds it without a call', async () => {
  passlink.issuer.away = true
  const api = await passlink.startApi()
  await eventually(async () =>
    expect(await readinessOf(api)).toEqual({
      status: 200,
      body: { status: 'ready', checks: { database: 'ok' } },
    }),
  )
  await eventually(() => expect(passlink.issuer.requests.length).toBeGreaterThan(1))
  passlink.issuer.away = false
  await eventually(() => expect(messages().at(-1)).toMatchObject({ level: 30 }))
  expect(messages()).toMatchObject([
    { level: 50, msg: expect.stringMatching(/^the issuer cannot be used: /) },
    { level: 30, msg: 'the issuer can be used again' },
  ])
  await isLoaded()
})

test('where the issuer offers no introspection, an opaque token is refused and not to be tried again', async () => {
  withClient()
  const api = await passlink.startApi()
  expect((await askForLink(api, 'x'.repeat(43))).status).toBe(401)
  expect(lines.map(line => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ reason: 'opaque', why: 'the issuer has no introspection endpoint' }),
  )
})
