import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { failure } from '../call.ts'
import { createLogLines } from '../log-lines.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let lines: string[]
beforeEach(async () => {
  const logged = createLogLines()
  lines = logged.lines
  passlink = await createPasslink('postgres', logged.log)
})
afterEach(() => passlink?.stop())

const discovery = '/.well-known/openid-configuration'

/** A server that answers as the issuer does and collects the requests. */
async function startForeign() {
  const requests: string[] = []
  const server = createServer(async (request, response) => {
    requests.push(request.url ?? '')
    const answer = await fetch(`${passlink.issuer.url}${request.url}`)
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

async function expectUnavailable() {
  const api = await passlink.startApi()
  const refused = await askForLink(api, await passlink.issuer.token('alice'))
  expect(refused.status).toBe(503)
  expect(await refused.json()).toEqual(failure(14, 'issuerAway', 'AUTH-1ssUr'))
}

test.each(['jwks_uri', 'userinfo_endpoint', 'introspection_endpoint'])(
  'an issuer whose %s is on a foreign origin is not used, the log gives the reason, and nothing is sent there',
  async name => {
    const foreign = await startForeign()
    passlink.issuer.metadata[name] = `${foreign.url}/jwks`
    await expectUnavailable()
    expect(foreign.requests).toEqual([])
    expect(lines.join('')).toContain(
      `the issuer cannot be used: its ${name} is at ${foreign.url}, which AUTH_TRUSTED_ORIGINS does not name`,
    )
  },
)

test('an endpoint on a trusted origin is used', async () => {
  const foreign = await startForeign()
  const { issuer, environment } = passlink
  issuer.metadata.jwks_uri = `${foreign.url}/jwks`
  environment.AUTH_TRUSTED_ORIGINS = `https://other.example, ${foreign.url}`
  const api = await passlink.startApi()
  expect((await askForLink(api, await issuer.token('alice'))).status).toBe(200)
  expect(foreign.requests).toEqual(['/jwks'])
})

test.each(['file:///etc/passwd', 'http://127.0.0.1:1@169.254.169.254/', 'jwks', 7])(
  'an issuer whose jwks_uri is %j is not used',
  async jwksUri => {
    passlink.issuer.metadata.jwks_uri = jwksUri
    await expectUnavailable()
  },
)

test.each([discovery, '/jwks'])('a redirect from %s is not followed', async path => {
  const foreign = await startForeign()
  passlink.issuer.answers[path] = (_request, response) =>
    response.writeHead(302, { location: `${foreign.url}${path}` }).end()
  await expectUnavailable()
  expect(foreign.requests).toEqual([])
})

test.each([discovery, '/jwks'])('an endless body from %s is closed early', async path => {
  let written = 0
  const closed = new Promise<void>(resolve => {
    passlink.issuer.answers[path] = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const write = () => {
        written += 65_536
        response.write(' '.repeat(65_536))
      }
      response.on('drain', write).on('close', resolve)
      write()
    }
  })
  await expectUnavailable()
  await closed
  expect(written).toBeLessThan(16 * 1024 * 1024)
})

test.each([discovery, '/jwks'])('an unfinished answer from %s times out', async path => {
  passlink.issuer.answers[path] = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{')
  }
  await expectUnavailable()
})

test.each(['null', '[]', '{"keys":7}', '{"keys":[null]}', 'not JSON'])(
  'with keys that are %s the issuer is unavailable, and the token not invalid',
  async body => {
    passlink.issuer.answers['/jwks'] = (_request, response) => response.end(body)
    await expectUnavailable()
  },
)

test('an issuer that is away is retried once a second, however many calls there are', async () => {
  const { issuer } = passlink
  issuer.away = true
  const api = await passlink.startApi()
  const token = await issuer.token('alice')
  const start = performance.now()
  for (let round = 0; round < 5; round++) {
    const calls = await Promise.all(Array.from({ length: 20 }, () => askForLink(api, token)))
    expect(calls.map(({ status }) => status)).toEqual(Array(20).fill(503))
  }
  const seconds = Math.floor((performance.now() - start) / 1_000)
  expect(issuer.requests.length).toBeLessThanOrEqual(1 + seconds)
})
