import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { run } from '../database/statement.ts'

/** Gives the passkey that a link brought another name, within `withinMs` of the link's redeeming; says whether there is one. */
export async function renamePasskey(
  db: Db,
  {
    linkId,
    credentialId,
    name,
    withinMs,
  }: { linkId: string; credentialId: string; name: string; withinMs: number },
): Promise<boolean> {
  const renamed = await run(
    db,
    sql`
      update passkeys set name = ${name} from links
      where passkeys.credential_id = ${credentialId} and passkeys.link_id = links.id and links.id = ${linkId}
        and redeemed_at > now() - ${withinMs} * interval '1 millisecond'
      returning credential_id`,
  )
  return renamed.length > 0
}
