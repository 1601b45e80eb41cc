import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { encodings } from './encodings.ts'
import { lockAlice } from './lock-alice.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let gate: Gate
let api: { port: number }
let headers: Record<string, string>
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  gate = await openGate(passlink.database.url)
  Object.assign(passlink.environment, { DATABASE_URL: gate.url, CALL_TIMEOUT: '1m' })
  api = await passlink.startApi()
  headers = await tokenFor(passlink, 'alice')
})
afterEach(async () => {
  await passlink?.stop()
  await gate?.shut()
})

const countLinks = async () => (await passlink.database.sql`select id from links`).length

const shortDeadline = { 'grpc-timeout': '100m', 'connect-timeout-ms': '100' }

/** Makes a call wait for something. Resolves to a function that ends the wait. */
const waits: Record<string, () => Promise<() => Promise<void>>> = {
  async 'the issuer, which does not answer'() {
    const { issuer } = passlink
    const keys = await (await fetch(`${issuer.url}/jwks`)).text()
    const pending: (() => void)[] = []
    issuer.answers['/jwks'] = (_request, response) => {
      pending.push(() => response.setHeader('content-type', 'application/json').end(keys))
    }
    // The other one may know the keys already.
    api = await passlink.startApi()
    return async () => {
      delete issuer.answers['/jwks']
      for (const answer of pending) answer()
    }
  },
  async 'Postgres, which does not answer'() {
    await authenticateOnce()
    gate.freeze()
    return async () => gate.thaw()
  },
  async 'the locked row of its person'() {
    await authenticateOnce()
    return lockAlice(passlink)
  },
}

/** After this, calls wait only for their recording. */
async function authenticateOnce() {
  expect((await askForLink(api, await passlink.issuer.token('alice'))).status).toBe(200)
}

describe.each(Object.entries(waits))('a call that waits for %s', (_, start) => {
  test.each(encodings)(
    'ends at its deadline in $name, and nothing is recorded later',
    async ({ name, ask }) => {
      const end = await start()
      const before = await countLinks()
      const answer = await ask(api, { headers: { ...headers, ...shortDeadline } })
      expect(answer).toMatchObject({ code: 4, details: [{ id: 'CALL-d34dL' }] })
      if (!name.startsWith('gRPC')) expect(answer.http).toBe(504)
      await end()
      expect((await ask(api, { headers })).code).toBe(0)
      expect(await countLinks()).toBe(before + 1)
    },
  )
})

test.each(['1', '1x', '-1S', '601S'])('a call in JSON with the deadline %s is refused', async timeout => {
  const token = await passlink.issuer.token('alice')
  const refused = await askForLink(api, token, { headers: { 'grpc-timeout': timeout } })
  expect(refused.status).toBe(400)
  expect(await refused.json()).toMatchObject({ code: 3, details: [{ id: 'REST-b0dYm' }] })
})
