import { shown } from '../shown.ts'
import { clientOf } from './client.ts'
import type { Claims } from './path.ts'

/** Which tokens are made for us: those for `audience` and of one of `clients`, where these are set. */
export type Recipients = { audience: string | undefined; clients: ReadonlySet<string> | undefined }

export type OtherRecipient = { reason: 'audience' | 'client'; problem: string }

/** Why a token is not made for us, or undefined. */
export function findOtherRecipient(
  claims: Claims,
  { audience, clients }: Recipients,
): OtherRecipient | undefined {
  const audiences = audiencesOf(claims)
  if (audience !== undefined && !audiences.includes(audience))
    return { reason: 'audience', problem: `its aud is ${shown(claims.aud)}` }
  const client = clientOf(claims)
  if (clients && (client === undefined || !clients.has(client)))
    return { reason: 'client', problem: `its client is ${shown(client)}, which AUTH_CLIENTS does not name` }
  return undefined
}

/**
 * The same for the answer of introspection, which may leave out the audience (RFC 7662 section 2.2): then the client
 * decides, and must be one of `clients`.
 */
export function findOtherIntrospected(claims: Claims, recipients: Recipients): OtherRecipient | undefined {
  const { clients } = recipients
  const isNamed = audiencesOf(claims).length > 0
  return findOtherRecipient(claims, isNamed || !clients ? recipients : { audience: undefined, clients })
}

const audiencesOf = ({ aud }: Claims): unknown[] => (aud === undefined || aud === null ? [] : [aud].flat())
