import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { ids } from '../database/values.ts'

/** A passkey as its owner sees it; `credentialId` is base64url. */
export type Passkey = { credentialId: string; name: string }

const list = statement<Passkey & { userId: string }>(sql`
  select user_id as "userId", credential_id as "credentialId", name
  from passkeys where user_id in ${ids('ids', 'text')} order by created_at, credential_id`)

/** Lists the passkeys of each user, the oldest first. The answers are in the order of the ids. */
export async function listPasskeys(db: Db, userIds: string[]): Promise<Passkey[][]> {
  const lists = new Map(userIds.map(id => [id, [] as Passkey[]]))
  for (const { userId, ...passkey } of await list(db, { ids: [...lists.keys()] }))
    lists.get(userId)?.push(passkey)
  return userIds.map(id => lists.get(id) ?? [])
}
