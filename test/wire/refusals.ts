import type { ErrorName } from '@passlink/messages'
import type { Passlink } from '../passlink.ts'
import type { Ask } from './encodings.ts'

/** A call that is refused, and as what: the code, HTTP's status for JSON, the words, the id and, as patterns, headers. */
export type Refusal = {
  ask: (passlink: Passlink) => Ask | Promise<Ask>
  code: number
  http: number
  text: ErrorName
  id?: string
  headers?: Record<string, RegExp>
}

export const tokenFor = async ({ issuer }: Passlink, sub: string) => ({
  authorization: `Bearer ${await issuer.token(sub)}`,
})

const challenge = { 'www-authenticate': /^Bearer error="invalid_token"$/ }

/** What every encoding refuses alike. Of `limited` it is taken that they have had all their links. */
export const refusals: Record<string, Refusal> = {
  'a call without a token': {
    ask: () => ({}),
    ...{ code: 16, http: 401, text: 'authHeaderMissing', headers: { 'www-authenticate': /^Bearer$/ } },
  },
  'a header that is no bearer token': {
    ask: () => ({ headers: { authorization: 'bearer x' } }),
    ...{ code: 16, http: 401, text: 'authHeaderInvalid', id: 'AUTH-toLo1', headers: challenge },
  },
  'a token of nobody known': {
    ask: async passlink => ({ headers: await tokenFor(passlink, 'mallory') }),
    ...{ code: 16, http: 401, text: 'tokenInvalid', id: 'AUTH-7fs1e', headers: challenge },
  },
  'a person without an address': {
    ask: async passlink => ({ headers: await tokenFor(passlink, 'addressless') }),
    ...{ code: 9, http: 400, text: 'addressMissing', id: 'LINK-n0Adr' },
  },
  'a person whose address is not verified': {
    ask: async passlink => ({ headers: await tokenFor(passlink, 'unverified') }),
    ...{ code: 9, http: 400, text: 'addressUnverified', id: 'LINK-uNv3r' },
  },
  'a person over their limit': {
    ask: async passlink => ({ headers: await tokenFor(passlink, 'limited') }),
    ...{ code: 8, http: 429, text: 'limited', id: 'LIMIT-t00Mn', headers: { 'retry-after': /^[1-9]\d*$/ } },
  },
  'an idempotency key that is none': {
    ask: async passlink => ({
      headers: { ...(await tokenFor(passlink, 'alice')), 'idempotency-key': 'x'.repeat(256) },
    }),
    ...{ code: 3, http: 400, text: 'idempotencyKeyInvalid', id: 'IDEM-k3yIn' },
  },
  'a message too large': {
    ask: async passlink => ({
      headers: await tokenFor(passlink, 'alice'),
      message: Buffer.alloc(64 * 1024 + 1, ' '),
    }),
    ...{ code: 8, http: 413, text: 'bodyTooLarge', id: 'REST-b0dSz' },
  },
}
