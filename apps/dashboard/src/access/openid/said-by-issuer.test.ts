import * as oauth from 'oauth4webapi'
import { expect, test } from 'vitest'
import { saidByIssuer } from './said-by-issuer.ts'

const response = new Response(null, { status: 401 })
const long = `no such user: alice@acme.example ${'word '.repeat(1_000)}`
const redacted = expect.stringMatching(/^no such user: \(address\).{300,480}$/)

test('of a refusal the log has the status, the error and what describes it, redacted', () => {
  const cause = { error: 'invalid_client', error_description: long, hint: 'not logged' }
  expect(saidByIssuer(new oauth.ResponseBodyError('refused', { cause, response }))).toEqual({
    status: 401,
    error: 'invalid_client',
    error_description: redacted,
  })
})

test('of challenges the log has the scheme and the parameters of each, redacted', () => {
  const cause = [
    {
      scheme: 'bearer' as const,
      parameters: { realm: 'id', error: 'invalid_token', error_description: long },
    },
    { scheme: 'dpop' as const, parameters: {} },
  ]
  expect(saidByIssuer(new oauth.WWWAuthenticateChallengeError('refused', { cause, response }))).toEqual({
    status: 401,
    challenges: [
      { scheme: 'bearer', realm: 'id', error: 'invalid_token', error_description: redacted },
      { scheme: 'dpop' },
    ],
  })
})

test('an issuer that is away says nothing', () => {
  expect(saidByIssuer(new TypeError('fetch failed'))).toBeUndefined()
})
