import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'
import type { LinkState } from '../links/link-state.ts'
import { linkState } from '../links/select-link-state.ts'

/** A link with all that its redeeming needs. `handle` is the user's for authenticators; `logo` is a data URL. */
export type RedeemableLink = {
  state: Exclude<LinkState, 'unknown'>
  keyId: string | null
  user: { handle: string; displayName: string; email: string | null; language: string | null }
  organization: { name: string; logo: string | null }
  passkeys: { credentialId: string; transports: string[] }[]
}

type Row = {
  state: LinkState
  key_id: string | null
  handle: string
  display_name: string
  email: string | null
  language: string | null
  organization_name: string
  logo: string | null
  passkeys: RedeemableLink['passkeys']
}

/** Looks links up without changing them; nothing where there is no such link. Answers in the order of the ids. */
export async function findRedeemables(db: Db, linkIds: string[]): Promise<(RedeemableLink | undefined)[]> {
  const asked = rows(
    linkIds.map(id => ({ id })),
    { id: 'uuid' },
  )
  const found = await run<Row>(
    db,
    sql`
      select ${linkState} as state, links.key_id, users.handle, users.display_name, users.email, users.language,
        organizations.name as organization_name, organizations.logo,
        coalesce((
          select jsonb_agg(jsonb_build_object('credentialId', credential_id, 'transports', transports) order by created_at)
          from passkeys where passkeys.user_id = users.id
        ), '[]') as passkeys
      from ${asked}
        left join links on links.id = given.id
        left join users on users.id = links.user_id
        left join organizations on organizations.id = users.organization_id
      order by n`,
  )
  return found.map(({ state, ...row }) =>
    state === 'unknown'
      ? undefined
      : {
          state,
          keyId: row.key_id,
          user: {
            handle: row.handle,
            displayName: row.display_name,
            email: row.email,
            language: row.language,
          },
          organization: { name: row.organization_name, logo: row.logo },
          passkeys: row.passkeys,
        },
  )
}
