import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { people, startIssuer } from '@passlink/local'
import { decodeJwt } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { createCookieBrowser } from '../cookie-browser.ts'

test('a person signs in with one click, and the application gets tokens for Passlink', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-issuer-'))
  const issuer = await startIssuer({ port: 0, people, keysFile: join(directory, 'keys.json') })
  onTestFinished(async () => {
    await issuer.stop()
    await rm(directory, { recursive: true })
  })
  const browser = createCookieBrowser({ origins: [issuer.url] })
  const verifier = randomBytes(32).toString('base64url')
  const redirectUri = 'http://127.0.0.1:4567/callback'
  const query = new URLSearchParams({
    client_id: 'passlink-development',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const page = await browser.go(`${issuer.url}/auth?${query}`)
  expect(page.html).toContain('Alice Adams')
  const back = await browser.go(`${page.url.origin}${page.url.pathname}?person=alice`, { method: 'POST' })
  expect(back.url.href).toMatch(/^http:\/\/127\.0\.0\.1:4567\/callback\?code=/)
  const body = new URLSearchParams({
    client_id: 'passlink-development',
    grant_type: 'authorization_code',
    code: back.url.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  })
  const tokens = await (await fetch(`${issuer.url}/token`, { method: 'POST', body })).json()
  expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: 'alice', aud: 'passlink' })
  expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: 'alice', email: 'alice@acme.example' })
})
