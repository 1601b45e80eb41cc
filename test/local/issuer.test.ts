import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { people, startIssuer } from '@passlink/local'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { expect, onTestFinished, test, vi } from 'vitest'

async function keysPath() {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-issuer-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return join(directory, 'keys.json')
}

async function start(keysFile: string, port = 0) {
  const issuer = await startIssuer({ port, people, keysFile })
  onTestFinished(() => issuer.stop())
  return issuer
}

const client = { client_id: 'passlink-development' }

async function post(url: string, fields: Record<string, string>) {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ ...client, ...fields }),
    redirect: 'manual',
  })
  const body = await response.text()
  return { status: response.status, body: body ? JSON.parse(body) : undefined }
}

const requestToken = (url: string, fields: Record<string, string>) =>
  post(`${url}/token`, { grant_type: 'urn:passlink:development', ...fields })

const ask = (url: string, token: string) =>
  fetch(`${url}/me`, { headers: { authorization: `Bearer ${token}` } })

async function verify(url: string, token: string) {
  const discovery = await (await fetch(`${url}/.well-known/openid-configuration`)).json()
  const keys = createRemoteJWKSet(new URL(discovery.jwks_uri))
  return (
    await jwtVerify(token, keys, { issuer: discovery.issuer, audience: 'passlink', algorithms: ['RS256'] })
  ).payload
}

test('a token for a person is a JWT for Passlink valid for an hour, and starting prints nothing', async () => {
  const printed = [
    vi.spyOn(console, 'warn'),
    vi.spyOn(console, 'info'),
    vi.spyOn(console, 'log'),
    vi.spyOn(console, 'error'),
  ]
  const { url } = await start(await keysPath())
  const { body } = await requestToken(url, { person: 'alice' })
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
  const claims = await verify(url, body.access_token)
  expect(claims).toMatchObject({ sub: 'alice', aud: 'passlink', iss: url })
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600)
  for (const spy of printed) expect(spy).not.toHaveBeenCalled()
})

test('an unknown person gets no token', async () => {
  const { url } = await start(await keysPath())
  expect(await requestToken(url, { person: 'mallory' })).toMatchObject({
    status: 400,
    body: {
      error: 'invalid_grant',
      error_description: 'person must be one of alice, bob, carol, nour, desk, ops, provisioning',
    },
  })
  expect((await requestToken(url, {})).status).toBe(400)
})

test('a token for the machine has its scope and names no person', async () => {
  const { url } = await start(await keysPath())
  const { body } = await requestToken(url, { person: 'provisioning' })
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
  expect(await verify(url, body.access_token)).toMatchObject({
    aud: 'passlink',
    client_id: client.client_id,
    scope: 'passlink.provisioning',
  })
  expect((await ask(url, body.access_token)).status).toBe(401)
})

test('userinfo names the role of the help desk, and a person with a tag', async () => {
  const { url } = await start(await keysPath())
  const userinfo = async (person: string) =>
    (await ask(url, (await requestToken(url, { person })).body.access_token)).json()
  expect(await userinfo('desk')).toMatchObject({
    'urn:zitadel:iam:org:project:roles': {
      'passlink.help-desk': { acme: 'acme.example' },
      'passlink.viewer': { acme: 'acme.example' },
    },
  })
  expect(await userinfo('alice+550')).toMatchObject({ sub: 'alice+550', email: 'alice+550@acme.example' })
})

test('a token stays valid after a restart', async () => {
  const keysFile = await keysPath()
  const first = await start(keysFile)
  const { body } = await requestToken(first.url, { person: 'bob' })
  await first.stop()
  const second = await start(keysFile, Number(new URL(first.url).port))
  expect(await verify(second.url, body.access_token)).toMatchObject({ sub: 'bob' })
  expect(JSON.parse(await readFile(keysFile, 'utf8'))).toHaveProperty('signing.kid')
})

test('userinfo returns the person of a token, and refuses a modified token', async () => {
  const { url } = await start(await keysPath())
  for (const opaque of ['false', 'true']) {
    const { body } = await requestToken(url, { person: 'carol', opaque })
    expect(await (await ask(url, body.access_token)).json()).toEqual({
      sub: 'carol',
      name: 'Carol Clark',
      email: 'carol@globex.example',
      email_verified: true,
      locale: 'fr',
      'urn:zitadel:iam:user:resourceowner:id': 'globex',
    })
    expect((await ask(url, `${body.access_token.slice(0, -8)}AAAAAAAA`)).status).toBe(401)
  }
})

test('an opaque token can be introspected until it is revoked', async () => {
  const { url } = await start(await keysPath())
  const { body } = await requestToken(url, { person: 'alice', opaque: 'true' })
  const introspect = () => post(`${url}/token/introspection`, { token: body.access_token })
  expect((await introspect()).body).toMatchObject({ active: true, sub: 'alice' })
  expect((await post(`${url}/token/revocation`, { token: body.access_token })).status).toBe(200)
  expect((await introspect()).body).toEqual({ active: false })
})
