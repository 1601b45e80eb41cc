import {
  findOtherIntrospected,
  findOtherRecipient,
  type OtherRecipient,
  type Recipients,
} from '../claims/recipient.ts'
import { findOtherClaim, findOtherKind, type KindRules } from '../claims/token-kind.ts'
import { TokenRefused } from '../refusals/refusals.ts'
import { type Claims, readToken, type Token, type TokenClaims } from './token.ts'

/** Which tokens are accepted, and where their claims are. */
export type TokenRules = { recipients: Recipients; kind: KindRules; paths: TokenClaims }

/** Reads a JWT whose signature, issuer and times are valid, unless it is no access token that was made for us. */
export function acceptJwt(claims: Claims, typ: unknown, rules: TokenRules): Token | TokenRefused {
  return (
    findBound(claims) ??
    otherKind(findOtherKind(typ, claims, rules.kind)) ??
    otherRecipient(findOtherRecipient(claims, rules.recipients)) ??
    readToken(claims, rules.paths)
  )
}

/** The same for what introspection says of an active token, which is so as of now, whenever the token was issued. */
export function acceptIntrospected(claims: Claims, rules: TokenRules): Token | TokenRefused {
  return (
    findBound(claims) ??
    otherKind(findOtherClaim(claims)) ??
    otherRecipient(findOtherIntrospected(claims, rules.recipients)) ?? {
      ...readToken(claims, rules.paths),
      asOf: null,
    }
  )
}

// Whoever presents such a token would have to prove that they hold its key (RFC 7800, RFC 8705, RFC 9449).
function findBound({ cnf }: Claims): TokenRefused | undefined {
  return cnf === undefined || cnf === null
    ? undefined
    : new TokenRefused('bound', new Error('its cnf binds it to a key of its client'))
}

const otherKind = (problem: string | undefined) =>
  problem === undefined ? undefined : new TokenRefused('kind', new Error(problem))

const otherRecipient = (other: OtherRecipient | undefined) =>
  other && new TokenRefused(other.reason, new Error(other.problem))
