import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { request as requestTls } from 'node:https'
import { text } from 'node:stream/consumers'
import { createClient } from '@connectrpc/connect'
import { createGrpcTransport } from '@connectrpc/connect-node'
import { AuthService } from '@passlink/proto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { interpolate, onlyDemanded, readProject, services } from '../compose.ts'
import { createLogLines } from '../log-lines.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { type Caddy, findCaddy, startCaddy } from '../servers/caddy.ts'

const binary = findCaddy()
const caddyfile = readProject('docs/operations/caddy/Caddyfile')
const upstreams: Record<string, number> = { api: 3000, redeem: 3001, dashboard: 3002, bounces: 3006 }

test('Caddy sends what it gets to the apps of compose, where they listen', () => {
  const proxied = [...caddyfile.matchAll(/reverse_proxy (?:h2c:\/\/)?(\w+):(\d+)/g)]
  const found = proxied.map(([, name = '', port]) => [name, Number(port)])
  expect(Object.fromEntries(found)).toEqual(upstreams)
  for (const [name, port] of found)
    expect(services[name as string]?.ports).toContain(`127.0.0.1:${port}:${port}`)
  const asked = [...caddyfile.matchAll(/\{\$(\w+)\}/g)].map(([, name]) => name)
  expect(Object.keys(services.caddy?.environment ?? {}).sort()).toEqual(asked.sort())
})

test('an address that is not set is a name that nobody can ask for', () => {
  const { PUBLIC_URL, ...others } = services.caddy?.environment ?? {}
  for (const value of Object.values(others))
    expect(interpolate(value, onlyDemanded)).toMatch(/^http:\/\/[a-z]+\.invalid$/)
})

describe.skipIf(!binary)('with the Caddyfile', () => {
  const { log, lines } = createLogLines()
  let passlink: Passlink
  let caddy: Caddy
  beforeAll(async () => {
    passlink = await createPasslink('postgres', log)
    passlink.environment.TRUSTED_PROXIES = '1'
    const [api, redeem, dashboard] = await Promise.all([
      passlink.startApi(),
      passlink.startRedeem(),
      passlink.startDashboard(),
    ])
    const ports: Record<string, number> = { api: api.port, redeem: redeem.port, dashboard: dashboard.port }
    const sites = caddyfile.replace(/\b(api|redeem|dashboard):\d+/g, (_, name) => `127.0.0.1:${ports[name]}`)
    caddy = await startCaddy(binary as string, sites, {
      PUBLIC_URL: 'https://links.localhost:{port}',
      API_URL: 'https://api.localhost:{port}',
      DASHBOARD_URL: 'https://dashboard.localhost:{port}',
      BOUNCES_URL: 'http://bounces.invalid',
    })
  })
  afterAll(async () => {
    await caddy?.stop()
    await passlink?.stop()
  })

  async function ask(name: string, path: string, { method = 'GET', headers = {} } = {}) {
    const host = `${name}.localhost`
    const sent = requestTls({
      host: '127.0.0.1',
      port: caddy.port,
      servername: host,
      ca: caddy.ca,
      agent: false,
      method,
      path,
      headers: { host: `${host}:${caddy.port}`, ...headers },
    }).end()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    return { status: answer.statusCode, text: await text(answer) }
  }

  test('each app has an address of its own, with a certificate for it', async () => {
    expect((await ask('api', '/openapi.json')).text).toContain('"openapi"')
    expect((await ask('links', '/l/00000000-0000-4000-8000-000000000000')).text).toContain('/page/')
    expect((await ask('dashboard', '/login')).text).toContain('password')
    const authorization = `Bearer ${await passlink.issuer.token('alice')}`
    const call = { method: 'POST', headers: { authorization } }
    expect((await ask('api', '/users/me/passwordless/_send_link', call)).status).toBe(200)
  })

  test('gRPC reaches the API, which needs HTTP/2 all the way', async () => {
    const transport = createGrpcTransport({
      baseUrl: `https://api.localhost:${caddy.port}`,
      nodeOptions: {
        ca: caddy.ca,
        lookup: (_name: string, _options: object, found: (error: null, addresses: object[]) => void) =>
          found(null, [{ address: '127.0.0.1', family: 4 }]),
      } as object,
    })
    const headers = { authorization: `Bearer ${await passlink.issuer.token('alice')}` }
    const answer = await createClient(AuthService, transport).sendMyPasswordlessLink({}, { headers })
    expect(answer.details?.resourceOwner).toBe('acme')
  })

  test('X-Forwarded-For is what Caddy saw, whatever the request says', async () => {
    lines.length = 0
    const headers = { authorization: 'Bearer bad', 'x-forwarded-for': '203.0.113.9' }
    const call = { method: 'POST', headers }
    expect((await ask('api', '/users/me/passwordless/_send_link', call)).status).toBe(401)
    const addresses = lines.map(line => JSON.parse(line).address).filter(Boolean)
    expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']))
  })

  test('an address that is not set leads nowhere', async () => {
    const sent = request({ host: '127.0.0.1', port: caddy.httpPort, headers: { host: 'example.com' } }).end()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    expect([answer.statusCode, await text(answer)]).toEqual([200, ''])
  })
})
