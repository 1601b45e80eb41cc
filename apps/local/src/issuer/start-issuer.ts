import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isLoopbackHost, loopback } from '../loopback.ts'
import type { Person } from '../people.ts'
import { createIssuer } from './create-issuer.ts'
import { readIssuerKeys } from './keys.ts'

/** `url` is the issuer's name in its tokens and where its discovery document is found. */
export type Issuer = { url: string; stop: () => Promise<void> }

type Options = { port: number; people: readonly Person[]; keysFile: string }

/** An OpenID issuer for development, on 127.0.0.1 (port 0 picks a free one). Its keys outlive it in `keysFile`. */
export async function startIssuer({ port, people, keysFile }: Options): Promise<Issuer> {
  const keys = await readIssuerKeys(keysFile)
  const server = createServer()
  server.listen(port, loopback)
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const handle = createIssuer(url, people, keys).callback()
  server.on('request', (request, response) => {
    if (isLoopbackHost(request.headers.host)) return void handle(request, response)
    response.writeHead(403).end('this issuer answers to localhost only\n')
  })
  const stop = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url, stop }
}
