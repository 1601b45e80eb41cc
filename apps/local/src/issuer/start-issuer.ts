/// <reference path="./oidc-provider.d.ts" />
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JWK } from 'oidc-provider'
// The package's main module prints a warning on Node 20; this module does not.
import { Provider } from 'oidc-provider/lib/provider.js'
import { readOrCreate } from '../data-directory.ts'
import type { Known } from '../login/known.ts'
import { isLoopbackHost, loopback } from '../loopback.ts'
import type { Person } from '../people.ts'
import { configure, type IssuerKeys } from './configuration.ts'
import { addDevelopmentGrant } from './development-grant.ts'
import { createPasskeySignIn } from './passkey-sign-in.ts'
import { serveAssets } from './serve-assets.ts'
import { addSignIn } from './sign-in.ts'
import { addTrySignIn } from './try-sign-in.ts'
import { acceptJwtAtUserinfo } from './userinfo.ts'

/** `url` is the issuer in its tokens and the base URL of its discovery document. */
export type Issuer = { url: string; stop: () => Promise<void> }

type Options = {
  port: number
  people: readonly Person[]
  keysFile: string
  /** The passkeys that people sign in with. */
  passkeys?: Known['passkeys']
}

/**
 * An OpenID issuer for development, on 127.0.0.1 (port 0 picks a free port). Its keys are stored in `keysFile`, so
 * tokens stay valid after a restart.
 */
export async function startIssuer({
  port,
  people,
  keysFile,
  passkeys = new Map(),
}: Options): Promise<Issuer> {
  const keys: IssuerKeys = JSON.parse(await readOrCreate(keysFile, () => JSON.stringify(createKeys())))
  const server = createServer()
  server.listen(port, loopback)
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const provider = new Provider(url, configure(people, keys))
  addDevelopmentGrant(provider, people)
  acceptJwtAtUserinfo(provider, people, keys.signing)
  serveAssets(provider)
  addSignIn(provider, { people, passkeySignIn: createPasskeySignIn({ origin: url, people, passkeys }) })
  addTrySignIn(provider)
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (isLoopbackHost(request.headers.host)) return void answer(request, response)
    response.writeHead(403).end('this issuer answers to localhost only\n')
  })
  const stop = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve()).closeAllConnections()
    })
  return { url, stop }
}

function createKeys(): IssuerKeys {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const signing = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' }
  return { signing: signing as JWK, cookies: [randomBytes(32).toString('base64url')] }
}
