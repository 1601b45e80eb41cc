import { randomUUID } from 'node:crypto'
import { catalogFor, catalogs } from '@passlink/messages'
import { saveOrganizations, saveUsers } from '@passlink/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, linkInState, linkStates } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { createLocalhostPasslink, createSteps, type Steps } from '../redeem-steps.ts'

let passlink: Passlink
let steps: Steps
beforeAll(async () => {
  passlink = await createLocalhostPasslink()
  await saveOrganizations(passlink.database.db, [{ id: 'acme', name: 'Acme' }])
  await saveUsers(passlink.database.db, [{ ...alice, id: 'nina', language: null }])
  await passlink.startRedeem()
  steps = createSteps(passlink)
})
afterAll(() => passlink?.stop())

const wrongCode = 'AAAAAAAAAAAAAAAAAAAAAA'

const unusable = [
  { state: 'expired', error: 'link_expired', text: 'linkExpired' },
  { state: 'redeemed', error: 'link_redeemed', text: 'linkRedeemed' },
  { state: 'revoked', error: 'link_revoked', text: 'linkRevoked' },
] as const

describe.each(unusable)('a link that is $state', ({ state, error, text }) => {
  test.each(['options', 'passkey'])(
    'is answered with its state and organization if the code is right: %s',
    async step => {
      const linkId = await linkInState(passlink.database, state)
      const { status, body, headers } = await steps.post(`/l/${linkId}/${step}`, {
        code: codeOf(passlink, linkId),
        response: await steps.register(linkId, { challenge: 'x' }),
      })
      expect(status).toBe(410)
      expect(body).toEqual({
        error: { id: error, message: catalogFor(['en']).errors[text] },
        organization: { name: 'Acme', logo: null },
        language: 'en',
        ...(state === 'expired' ? { canRenew: true } : {}),
      })
      expect(headers.get('cache-control')).toBe('no-store')
    },
  )
})

test('a link id in capitals is the same link', async () => {
  const linkId = await linkInState(passlink.database, 'open')
  expect((await steps.options(linkId.toUpperCase(), codeOf(passlink, linkId))).status).toBe(200)
})

test('wrong codes, unknown links and codes of other links are answered alike, in every state of the link', async () => {
  const [open, other] = [
    await linkInState(passlink.database, 'open'),
    await linkInState(passlink.database, 'open'),
  ]
  const links = await Promise.all(linkStates.map(state => linkInState(passlink.database, state)))
  const recorded = await linkInState(passlink.database, 'recorded')
  const asked = [
    ...links.map(id => [id, wrongCode]),
    [open, codeOf(passlink, other)],
    [open, ''],
    [open, 'ä'.repeat(200)],
    [recorded, codeOf(passlink, recorded)],
    [randomUUID(), wrongCode],
    ['01890000-0000-7000-8000-000000000000', codeOf(passlink, '01890000-0000-7000-8000-000000000000')],
    ['not-a-link', wrongCode],
  ] as [string, string][]
  for (const step of ['options', 'passkey', 'name']) {
    const answers = await Promise.all(
      asked.map(async ([id, code]) => {
        const body = { code, response: {}, credentialId: 'x', name: 'x' }
        const { status, headers, body: answer } = await steps.post(`/l/${id}/${step}`, body)
        const volatile = ['date', 'x-request-id']
        return { status, answer, headers: [...headers].filter(([name]) => !volatile.includes(name)) }
      }),
    )
    expect(answers[0]?.status).toBe(404)
    expect(answers[0]?.answer).toEqual({
      error: { id: 'link_invalid', message: catalogFor(['en']).errors.linkInvalid },
    })
    for (const answer of answers) expect(answer).toEqual(answers[0])
  }
})

describe('the language of an answer', () => {
  test.each(catalogs.map(({ language }) => language))(
    'that is an error is the requested one: %s',
    async language => {
      const message = catalogFor([language]).errors.linkInvalid
      const byHeader = await steps.options(randomUUID(), wrongCode, {
        'accept-language': `${language}, en;q=0.5`,
      })
      const byBody = await steps.post(`/l/${randomUUID()}/options`, { code: wrongCode, language })
      for (const { body, headers } of [byHeader, byBody]) {
        expect(body.error.message).toBe(message)
        expect(headers.get('content-language')).toBe(language)
      }
    },
  )

  test('about a person is the person’s, or the requested one if that is unknown', async () => {
    const inFrench = { 'accept-language': 'fr' }
    const alices = await linkInState(passlink.database, 'open')
    expect((await steps.options(alices, codeOf(passlink, alices), inFrench)).body.language).toBe('en')
    const ninas = await linkInState(passlink.database, 'open', { id: 'nina', organizationId: 'acme' })
    expect((await steps.options(ninas, codeOf(passlink, ninas), inFrench)).body.language).toBe('fr')
  })
})
