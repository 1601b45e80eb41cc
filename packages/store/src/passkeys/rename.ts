import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { given, milliseconds } from '../database/values.ts'

const rename = statement(sql`
  update passkeys set name = ${given('name')} from links
  where passkeys.credential_id = ${given('credentialId')} and passkeys.link_id = links.id
    and links.id = ${given('linkId')} and redeemed_at > now() - ${milliseconds(given('withinMs'))}
  returning credential_id`)

/** Renames the passkey that a link was redeemed with at most `withinMs` ago. False if there is none. */
export async function renamePasskey(
  db: Db,
  passkey: { linkId: string; credentialId: string; name: string; withinMs: number },
): Promise<boolean> {
  return (await rename(db, passkey)).length > 0
}
