import { sql } from 'drizzle-orm'
import { type Db, run } from './database.ts'
import { rows } from './rows.ts'

/** `recorded`: no mail with it has left yet; `open`: it can be redeemed. */
export type LinkState = 'recorded' | 'open' | 'expired' | 'redeemed' | 'revoked' | 'unknown'

export type FoundLink =
  | { state: 'unknown' }
  | { state: Exclude<LinkState, 'unknown'>; organizationName: string; language: string | null }

type Row = { state: LinkState; organization_name: string; language: string | null }

/** What a statement selects of `links`, as a {@link LinkState}. */
export const linkState = sql`
  case
    when links.id is null then 'unknown'
    when redeemed_at is not null then 'redeemed'
    when revoked_at is not null then 'revoked'
    when expires_at is null then 'recorded'
    when expires_at <= now() then 'expired'
    else 'open'
  end`

/** Looks links up without changing them. Answers in the order of the ids. */
export async function findLinks(db: Db, linkIds: string[]): Promise<FoundLink[]> {
  const asked = rows(
    linkIds.map(id => ({ id })),
    { id: 'uuid' },
  )
  const found = await run<Row>(
    db,
    sql`
      select organizations.name as organization_name, users.language, ${linkState} as state
      from ${asked}
        left join links on links.id = given.id
        left join users on users.id = links.user_id
        left join organizations on organizations.id = links.organization_id
      order by n`,
  )
  return found.map(({ state, organization_name, language }) =>
    state === 'unknown' ? { state } : { state, organizationName: organization_name, language },
  )
}
