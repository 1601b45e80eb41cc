import { randomUUID } from 'node:crypto'
import type { RedeemPageState } from '@passlink/messages'
import type { TestDatabase } from './servers/database.ts'

export const linkStates = [
  'recorded',
  'open',
  'expired',
  'redeemed',
  'revoked',
] as const satisfies RedeemPageState[]

/** Records a link of a person's that has come to `state`; says its id. */
export async function linkInState(
  { sql }: Pick<TestDatabase, 'sql'>,
  state: (typeof linkStates)[number],
  user = { id: 'alice', organizationId: 'acme' },
): Promise<string> {
  const id = randomUUID()
  const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 3_600_000)]
  await sql`
    insert into links (id, user_id, organization_id, expires_at, redeemed_at, revoked_at) values (
      ${id}, ${user.id}, ${user.organizationId},
      ${state === 'recorded' ? null : state === 'expired' ? past : future},
      ${state === 'redeemed' ? past : null}, ${state === 'revoked' ? past : null}
    )`
  return id
}
