import { randomUUID } from 'node:crypto'
import { deriveCode, parseKeyRing } from '@passlink/store'
import type { Passlink } from './passlink.ts'
import type { TestDatabase } from './servers/database.ts'

export const linkStates = ['recorded', 'open', 'expired', 'redeemed', 'revoked'] as const
export type LinkState = (typeof linkStates)[number]

/** Inserts a link in `state`. Resolves to its id. */
export async function linkInState(
  { sql }: Pick<TestDatabase, 'sql'>,
  state: LinkState,
  user = { id: 'alice', organizationId: 'acme' },
): Promise<string> {
  const id = randomUUID()
  const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 3_600_000)]
  await sql`
    insert into links (id, user_id, organization_id, key_id, expires_at, redeemed_at, revoked_at) values (
      ${id}, ${user.id}, ${user.organizationId}, ${state === 'recorded' ? null : 'test'},
      ${state === 'recorded' ? null : state === 'expired' ? past : future},
      ${state === 'redeemed' ? past : null}, ${state === 'revoked' ? past : null}
    )`
  return id
}

/** The code of a link, as in its mail. */
export function codeOf({ environment }: Pick<Passlink, 'environment'>, linkId: string): string {
  return deriveCode(parseKeyRing(environment.LINK_KEYS as string), 'test', linkId)
}

/** The URL of a new link in `state`, as in its mail. */
export async function urlInState(
  passlink: Pick<Passlink, 'database' | 'environment'>,
  state: LinkState,
  user?: { id: string; organizationId: string },
): Promise<string> {
  const linkId = await linkInState(passlink.database, state, user)
  return `${passlink.environment.PUBLIC_URL}/l/${linkId}#${codeOf(passlink, linkId)}`
}
