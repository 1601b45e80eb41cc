import type { ErrorName } from '@passlink/messages'
import type { Passlink } from '../passlink.ts'
import type { CallOptions } from './encodings.ts'

/** A refused call, and its error: the code, the HTTP status in JSON, the text, the id, and patterns for headers. */
export type Refusal = {
  ask: (passlink: Passlink) => CallOptions | Promise<CallOptions>
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

/** The calls that every encoding refuses alike. The person `limited` must have used up their limit. */
export const refusals: Record<string, Refusal> = {
  'a call without a token': {
    ask: () => ({}),
    ...{ code: 16, http: 401, text: 'authHeaderMissing', headers: { 'www-authenticate': /^Bearer$/ } },
  },
  'a header that is not a bearer token': {
    ask: () => ({ headers: { authorization: 'Basic x' } }),
    ...{ code: 16, http: 401, text: 'authHeaderInvalid', id: 'AUTH-toLo1', headers: challenge },
  },
  'a token of an unknown person': {
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
  'an invalid idempotency key': {
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
