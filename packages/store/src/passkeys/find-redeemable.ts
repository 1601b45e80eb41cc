import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { ids } from '../database/values.ts'
import type { LinkState } from '../links/link-state.ts'
import { linkState } from '../links/select-link-state.ts'

/** A link with the data that is needed to redeem it. `handle` is the WebAuthn user handle; `logo` is a data URL. */
export type RedeemableLink = {
  state: Exclude<LinkState, 'unknown'>
  keyId: string | null
  user: { handle: string; displayName: string; email: string | null; language: string | null }
  organization: { name: string; logo: string | null }
  /** The oldest first. */
  passkeys: { credentialId: string; transports: string[] }[]
}

const find = statement<RedeemableLink & { id: string }>(sql`
  select links.id, ${linkState} as state, links.key_id as "keyId",
    json_build_object('handle', handle, 'displayName', display_name, 'email', email, 'language', language) as "user",
    json_build_object('name', organizations.name, 'logo', logo) as organization,
    (
      select coalesce(json_agg(
        json_build_object('credentialId', credential_id, 'transports', transports) order by created_at
      ), '[]')
      from passkeys where passkeys.user_id = users.id
    ) as passkeys
  from links
    join users on users.id = links.user_id
    join organizations on organizations.id = users.organization_id
  where links.id in ${ids('ids')}`)

/** Finds links; undefined for an unknown id. The answers are in the order of the ids. */
export async function findRedeemables(db: Db, linkIds: string[]): Promise<(RedeemableLink | undefined)[]> {
  const rows = await find(db, { ids: linkIds })
  const links = new Map(rows.map(({ id, ...link }) => [id, link]))
  return linkIds.map(id => links.get(id.toLowerCase()))
}
