import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { linkInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps, type Steps } from '../redeem-steps.ts'

let passlink: Passlink
let steps: Steps
let linkId: string
beforeEach(async () => {
  passlink = await createLocalhostPasslink()
  await passlink.startRedeem()
  steps = createSteps(passlink)
  linkId = await linkInState(passlink.database, 'open')
})
afterEach(() => passlink?.stop())

const openLink = () => linkInState(passlink.database, 'open')
const passkeys = () => passlink.database.sql`select * from passkeys`
const refusal = (status: number, id: string) => ({
  status,
  body: { error: { id, message: expect.stringMatching(/\S/) } },
})

describe('the options', () => {
  test('ask for a discoverable passkey with user verification on any authenticator', async () => {
    const { status, body } = await steps.options(linkId)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      person: { name: 'Alice Adams' },
      organization: { name: 'Acme', logo: null },
      language: 'en',
    })
    const [alice] = await passlink.database.sql`select handle from users where id = 'alice'`
    expect(body.options).toMatchObject({
      rp: { id: 'localhost', name: 'Acme' },
      user: {
        id: Buffer.from(alice?.handle.replaceAll('-', ''), 'hex').toString('base64url'),
        name: 'alice@acme.example',
        displayName: 'Alice Adams',
      },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      hints: ['client-device', 'hybrid', 'security-key'],
      excludeCredentials: [],
    })
    expect(body.options.authenticatorSelection).not.toHaveProperty('authenticatorAttachment')
    expect(Buffer.from(body.options.challenge, 'base64url')).toHaveLength(32)
  })

  test('exclude the passkeys that the person has, with their transports', async () => {
    const transports = ['internal', 'hybrid']
    const { id } = await steps.register(linkId, { transports }).then(async registration => {
      await steps.complete(linkId, registration)
      return registration
    })
    expect((await steps.options(await openLink())).body.options.excludeCredentials).toEqual([
      { id, transports, type: 'public-key' },
    ])
  })

  test('have a new challenge each time, and unused ones leave the link unchanged', async () => {
    const challenges = await Promise.all(
      Array.from({ length: 5 }, async () => (await steps.options(linkId)).body.options.challenge),
    )
    expect(new Set(challenges).size).toBe(5)
    expect(await passlink.database.sql`select redeemed_at, revoked_at, failed_checks from links`).toEqual([
      { redeemed_at: null, revoked_at: null, failed_checks: 0 },
    ])
  })
})

describe('a completed registration', () => {
  test('is stored with all that assertions need, and redeems the link', async () => {
    const registration = await steps.register(linkId, { transports: ['internal', 'hybrid'] })
    const { status, body } = await steps.complete(linkId, registration)
    expect({ status, body }).toEqual({
      status: 200,
      body: { passkey: { credentialId: registration.id, name: expect.stringMatching(/\S/) } },
    })
    expect(await passkeys()).toMatchObject([
      {
        user_id: 'alice',
        credential_id: registration.id,
        counter: '0',
        transports: ['internal', 'hybrid'],
        attachment: 'platform',
        backup_eligible: true,
        backed_up: true,
        attestation_format: 'none',
        attestation: Buffer.from(registration.response.attestationObject, 'base64url'),
        origin: passlink.environment.PUBLIC_URL,
        rp_id: 'localhost',
        link_id: linkId,
        name: body.passkey.name,
      },
    ])
    expect(await steps.options(linkId)).toMatchObject({
      status: 410,
      body: { error: { id: 'link_redeemed' } },
    })
  })

  test('that is sent again has the same answer, and is one passkey', async () => {
    const registration = await steps.register(linkId)
    const first = await steps.complete(linkId, registration)
    expect(await steps.complete(linkId, registration)).toMatchObject({ status: 200, body: first.body })
    expect(await passkeys()).toHaveLength(1)
    const other = await steps.register(linkId, { challenge: 'another' })
    expect(await steps.complete(linkId, other)).toMatchObject({
      status: 410,
      body: { error: { id: 'link_redeemed' } },
    })
  })

  test('is one passkey when a hundred registrations are sent at once', async () => {
    const registrations = await Promise.all(Array.from({ length: 100 }, () => steps.register(linkId)))
    const answers = await Promise.all(registrations.map(registration => steps.complete(linkId, registration)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(answers.map(({ status, body }) => body.error?.id ?? status))).toEqual(
      new Set([200, 'link_redeemed']),
    )
    expect(await passkeys()).toHaveLength(1)
  })

  test('is one passkey when it is sent a hundred times at once, and can be sent again', async () => {
    const registration = await steps.register(linkId)
    const answers = await Promise.all(Array.from({ length: 100 }, () => steps.complete(linkId, registration)))
    for (const { status, body } of answers)
      expect(status === 200 ? body.passkey.credentialId : body.error.id).toBe(
        status === 200 ? registration.id : 'challenge_unknown',
      )
    expect(await passkeys()).toHaveLength(1)
    expect((await steps.complete(linkId, registration)).status).toBe(200)
  })
})

describe('a registration is refused, and the same link works afterwards, when', () => {
  afterEach(async () => {
    expect(await passkeys()).toEqual([])
    expect((await steps.complete(linkId, await steps.register(linkId))).status).toBe(200)
  })

  test('its challenge was used before', async () => {
    const wrong = await steps.register(linkId, { rpId: 'elsewhere.example' })
    const { challenge } = JSON.parse(Buffer.from(wrong.response.clientDataJSON, 'base64url').toString())
    expect(await steps.complete(linkId, wrong)).toMatchObject(refusal(400, 'registration_refused'))
    const right = await steps.register(linkId, { challenge })
    expect(await steps.complete(linkId, right)).toMatchObject(refusal(409, 'challenge_unknown'))
  })

  test('its challenge is more than five minutes old', async () => {
    const registration = await steps.register(linkId)
    const [{ seconds } = {}] = await passlink.database.sql`
      select extract(epoch from expires_at - now())::int as seconds from challenges`
    expect(seconds).toBeGreaterThan(290)
    expect(seconds).toBeLessThanOrEqual(300)
    await passlink.database.sql`update challenges set expires_at = now()`
    expect(await steps.complete(linkId, registration)).toMatchObject(refusal(409, 'challenge_unknown'))
  })

  test('its challenge is of another link, or unknown', async () => {
    const { challenge } = (await steps.options(await openLink())).body.options
    for (const foreign of [challenge, 'bm9ib2R5'])
      expect(
        await steps.complete(linkId, await steps.register(linkId, { challenge: foreign })),
      ).toMatchObject(refusal(409, 'challenge_unknown'))
  })

  test.each([
    { which: 'of another origin', registration: { origin: 'https://evil.example' } },
    { which: 'for another domain', registration: { rpId: 'evil.example' } },
    { which: 'without user verification', registration: { isVerified: false } },
  ])('it is $which', async ({ registration }) => {
    expect(await steps.complete(linkId, await steps.register(linkId, registration))).toMatchObject(
      refusal(400, 'registration_refused'),
    )
  })

  test.each([
    { what: 'a text', response: 'x' },
    { what: 'an empty object', response: {} },
    {
      what: 'an assertion',
      response: { id: 'eA', rawId: 'eA', type: 'public-key', response: { signature: 'eA' } },
    },
    {
      what: 'not CBOR',
      response: {
        id: 'eA',
        rawId: 'eA',
        type: 'public-key',
        response: { clientDataJSON: 'e30', attestationObject: 'eA' },
      },
    },
  ])('it is $what', async ({ response }) => {
    expect((await steps.complete(linkId, response)).body.error.id).toMatch(
      /^(registration_refused|challenge_unknown)$/,
    )
  })
})

test('a credential that is already registered redeems nothing', async () => {
  const credentialId = Buffer.from('the same credential')
  await steps.complete(linkId, await steps.register(linkId, { credentialId }))
  const other = await openLink()
  expect(await steps.complete(other, await steps.register(other, { credentialId }))).toMatchObject({
    status: 409,
    body: { error: { id: 'passkey_exists' } },
  })
  expect((await steps.complete(other, await steps.register(other))).status).toBe(200)
})
