import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

/** A passkey as its owner knows it; `credentialId` is base64url. */
export type Passkey = { credentialId: string; name: string }

/** The passkeys of each user, the oldest first. Answers in the order of the ids. */
export async function listPasskeys(db: Db, userIds: string[]): Promise<Passkey[][]> {
  const asked = rows(
    userIds.map(id => ({ id })),
    { id: 'text' },
  )
  const found = await run<{ n: string; credential_id: string | null; name: string }>(
    db,
    sql`
      select n, credential_id, name from ${asked} left join passkeys on passkeys.user_id = given.id
      order by n, passkeys.created_at, credential_id`,
  )
  const lists = userIds.map((): Passkey[] => [])
  for (const { n, credential_id, name } of found) {
    if (credential_id) lists[Number(n) - 1]?.push({ credentialId: credential_id, name })
  }
  return lists
}

/** The event that a removal wrote; absent when the user has no such passkey. `at` is RFC 3339 in UTC with microseconds. */
export type RemovedPasskey = { sequence: string; at: string; organizationId: string }

/** Removes a passkey of a user and records the event, in one statement. */
export async function removePasskey(
  db: Db,
  { userId, credentialId }: { userId: string; credentialId: string },
): Promise<RemovedPasskey | undefined> {
  const [removed] = await run<{ sequence: string; at: string; organization_id: string }>(
    db,
    sql`
      with removed as (
        delete from passkeys using users
        where passkeys.user_id = users.id and users.id = ${userId} and credential_id = ${credentialId}
        returning users.id as user_id, users.organization_id, credential_id, passkeys.name
      )
      insert into events (user_id, organization_id, type, data)
      select user_id, organization_id, 'passkey.removed', jsonb_build_object('credentialId', credential_id, 'name', name)
      from removed
      returning sequence, organization_id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
  )
  return (
    removed && { sequence: String(removed.sequence), at: removed.at, organizationId: removed.organization_id }
  )
}
