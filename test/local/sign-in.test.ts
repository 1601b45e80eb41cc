import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { people, startIssuer } from '@passlink/local'
import { decodeJwt } from 'jose'
import { expect, onTestFinished, test } from 'vitest'

/** A minimal browser for a login: it stores cookies and follows redirects until they leave the issuer. */
function createBrowser(origin: string) {
  const cookies = new Map<string, string>()
  return async function visit(location: string, method = 'GET'): Promise<{ url: string; body: string }> {
    let url = new URL(location, origin)
    for (;;) {
      const cookie = [...cookies].map(pair => pair.join('=')).join('; ')
      const response = await fetch(url, { method, redirect: 'manual', headers: { cookie } })
      for (const set of response.headers.getSetCookie()) {
        const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=')
        cookies.set(name, value)
      }
      const next = response.headers.get('location')
      if (!next) return { url: url.href, body: await response.text() }
      url = new URL(next, url)
      method = 'GET'
      if (url.origin !== origin) return { url: url.href, body: '' }
    }
  }
}

test('a person signs in with one click, and the application gets tokens for Passlink', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-issuer-'))
  const issuer = await startIssuer({ port: 0, people, keysFile: join(directory, 'keys.json') })
  onTestFinished(async () => {
    await issuer.stop()
    await rm(directory, { recursive: true })
  })
  const visit = createBrowser(issuer.url)
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
  const page = await visit(`/auth?${query}`)
  expect(page.body).toContain('Alice Adams')
  const back = await visit(`${new URL(page.url).pathname}?person=alice`, 'POST')
  expect(back.url).toMatch(/^http:\/\/127\.0\.0\.1:4567\/callback\?code=/)
  const body = new URLSearchParams({
    client_id: 'passlink-development',
    grant_type: 'authorization_code',
    code: new URL(back.url).searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  })
  const tokens = await (await fetch(`${issuer.url}/token`, { method: 'POST', body })).json()
  expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: 'alice', aud: 'passlink' })
  expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: 'alice', email: 'alice@acme.example' })
})
