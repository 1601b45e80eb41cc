import { sql } from 'drizzle-orm'
import {
  type PageOrganization,
  pageOrganization,
  type ShownOrganization,
  withShownOrganization,
} from '../brand/page-organization.ts'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { clock, type Instant, ids, toInstant } from '../database/values.ts'
import type { LinkState } from '../links/link-state.ts'
import { linkState } from '../links/select-link-state.ts'

/** A link with the data that is needed to redeem it. `handle` is the WebAuthn user handle. */
export type RedeemableLink = {
  state: Exclude<LinkState, 'unknown'>
  keyId: string | null
  user: { handle: string; displayName: string; email: string | null; language: string | null }
  organization: ShownOrganization
  /** The user, and the template of the application, if it set one: what a new link for the same user needs. */
  userId: string
  urlTemplate: string | null
  /** Whether a new link can be requested in the place of this one: it expired within the last day. */
  canRenew: boolean
  /** The oldest first. */
  passkeys: { credentialId: string; transports: string[] }[]
}

const renewableMs = 86_400_000

type Row = Omit<RedeemableLink, 'organization' | 'canRenew'> & {
  id: string
  organization: PageOrganization
  expiresAt: Instant | null
  now: Instant
}

const find = statement<Row>(sql`
  select links.id, ${linkState} as state, links.key_id as "keyId",
    json_build_object('handle', handle, 'displayName', display_name, 'email', email, 'language', language) as "user",
    users.id as "userId", url_template as "urlTemplate",
    ${toInstant(sql`links.expires_at`)} as "expiresAt", ${clock} as now, ${pageOrganization} as organization,
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
  const links = withShownOrganization(rows)
  return linkIds.map(id => {
    const found = links.get(id.toLowerCase())
    if (!found) return undefined
    const { expiresAt, now, ...link } = found
    return { ...link, canRenew: link.state === 'expired' && now - (expiresAt ?? now) < renewableMs }
  })
}
