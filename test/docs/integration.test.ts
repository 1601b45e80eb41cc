import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { findStoredPasskeys } from '@passlink/store'
import { afterEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { type Passlink, requestLinkForAlice } from '../passlink.ts'
import { createLocalhostPasslink, createSteps } from '../redeem-steps.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../servers/webhook-receiver.ts'

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const here = fileURLToPath(new URL('.', import.meta.url))

let passlink: Passlink
let receiver: WebhookReceiver
let folder: string
afterEach(async () => {
  await passlink?.stop()
  await receiver?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Loads the programs of docs/integration.md as a module. */
async function loadExamples() {
  const page = await readFile(new URL('../../docs/integration.md', import.meta.url), 'utf8')
  const programs = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, program]) => program)
  expect(programs).toHaveLength(2)
  folder = await mkdtemp(`${here}examples-`)
  await writeFile(`${folder}/examples.mjs`, programs.join('\n'))
  return import(/* @vite-ignore */ `${folder}/examples.mjs`)
}

function webhookOf(type: string) {
  const found = receiver.received.find(({ body }) => JSON.parse(body).type === type)
  if (!found) throw new Error('no webhook yet')
  return found
}

test('the login of docs/integration.md learns of a passkey and, within seconds, of its removal from webhooks, and accepts only its signatures', async () => {
  const { receive, startLogin, finishLogin } = await loadExamples()
  receiver = await startWebhookReceiver()
  const settings = { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: secret }
  passlink = await createLocalhostPasslink(settings)
  const api = await passlink.startApi()
  await passlink.startWorker()
  await requestLinkForAlice(passlink, api)
  const linkId = await eventually(async () => {
    const [link] = await passlink.database.sql`select id from links where expires_at is not null`
    return link?.id ?? Promise.reject(new Error('not mailed yet'))
  })
  await passlink.startRedeem()
  const { register, complete } = createSteps(passlink)
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const registration = await register(linkId, { key: publicKey })
  expect((await complete(linkId, registration)).status).toBe(200)

  const passkeys = new Map()
  const known = { passkeys, removed: new Set() }
  const webhook = await eventually(() => webhookOf('passkey.added'))
  receive(secret, webhook.headers, webhook.body, known)
  const stored = passkeys.get(registration.id)
  expect(await findStoredPasskeys(passlink.database.db, 'alice')).toEqual({
    userHandle: stored.userHandle,
    passkeys: [
      {
        ...Object.fromEntries(
          Object.entries(stored).filter(
            ([name]) => !['userId', 'organizationId', 'userHandle'].includes(name),
          ),
        ),
        createdAt: expect.stringMatching(/Z$/),
      },
    ],
  })
  expect(() => receive(secret, webhook.headers, webhook.body.replace('alice', 'mallory'), known)).toThrow()

  const origin = passlink.environment.PUBLIC_URL as string
  const { challenge } = await startLogin('localhost')
  const response = assertionOf({ challenge, origin, credentialId: registration.id, privateKey })
  const login = { challenge, origin, passkeys }
  await expect(finishLogin({ ...login, response, challenge: 'another' })).rejects.toThrow()
  await expect(finishLogin({ ...login, response: { ...response, id: 'unknown' } })).rejects.toThrow(
    'not a passkey',
  )
  const forged = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const forgery = assertionOf({ challenge, origin, credentialId: registration.id, ...forged })
  await expect(finishLogin({ ...login, response: forgery })).rejects.toThrow('not signed')
  expect(await finishLogin({ ...login, response })).toBe('alice')

  const removed = await fetch(`http://127.0.0.1:${api.port}/users/me/passwordless/${registration.id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${await passlink.issuer.token('alice')}` },
  })
  expect(removed.status).toBe(200)
  const removal = await eventually(() => webhookOf('passkey.removed'))
  receive(secret, removal.headers, removal.body, known)
  receive(secret, webhook.headers, webhook.body, known)
  await expect(finishLogin({ ...login, response })).rejects.toThrow('not a passkey')
})

type AssertionOptions = {
  challenge: string
  origin: string
  credentialId: string
  privateKey: Parameters<typeof sign>[2]
}

/** The assertion that an authenticator makes for localhost (WebAuthn section 6.3.3). */
function assertionOf({ challenge, origin, credentialId, privateKey }: AssertionOptions) {
  const clientData = Buffer.from(
    JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin: false }),
  )
  const presentAndVerified = 1 | 4
  const authenticatorData = Buffer.concat([
    createHash('sha256').update('localhost').digest(),
    Buffer.from([presentAndVerified, 0, 0, 0, 1]),
  ])
  const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()])
  return {
    id: credentialId,
    rawId: credentialId,
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: sign('sha256', signed, privateKey).toString('base64url'),
    },
  }
}
