import type { Actor } from '@passlink/store'
import type { RequestIdVariables } from 'hono/request-id'
import type { Reading } from '../reading/choose-reading.ts'

/** What an operator may do: look; also change; also see addresses, and what other operators did and their sessions. */
export const roles = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

/** A person, or a script, that was let in. `address` is that of the client. */
export type Operator = { id: string; name: string; role: Role; address: string }

/**
 * The variables of a request to the dashboard. `sessionId` is the id of the session, if there is one; `reading` is where
 * what the page shows is read.
 */
export type Env = {
  Variables: RequestIdVariables & { operator: Operator; sessionId?: string | undefined; reading: Reading }
}

/** Whether an operator may change anything: redrive, discard, pause, revoke. */
export const mayChange = ({ role }: Operator): boolean => role !== 'viewer'

/** Whether an operator may see whole addresses of persons. */
export const maySeeAddresses = ({ role }: Operator): boolean => role === 'admin'

/** Whether an operator may see what others did, and end their sessions. */
export const maySeeAudit = ({ role }: Operator): boolean => role === 'admin'

/** An operator as the audit knows them. */
export const actorOf = ({ id, name, address }: Operator): Actor => ({ operator: id, name, address })
