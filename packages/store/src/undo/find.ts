import { sql } from 'drizzle-orm'
import {
  type PageOrganization,
  pageOrganization,
  type ShownOrganization,
  withShownOrganization,
} from '../brand/page-organization.ts'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { clock, type Instant, ids, toInstant } from '../database/values.ts'
import { type UndoState, type UndoTimes, undoStateOf } from './undo-state.ts'

/** An undo link. `isRemoved`: its passkey is not stored any more. `addedAt` is RFC 3339. */
export type UndoLink = {
  state: UndoState
  keyId: string
  passkey: { name: string; addedAt: string; isRemoved: boolean }
  user: { language: string | null }
  organization: ShownOrganization
}

type Row = Omit<UndoLink, 'organization' | 'state'> &
  UndoTimes & { id: string; organization: PageOrganization; now: Instant }

const find = statement<Row>(sql`
  select undo_links.id, undo_links.key_id as "keyId",
    ${toInstant(sql`redeemed_at`)} as "redeemedAt", ${toInstant(sql`expires_at`)} as "expiresAt", ${clock} as now,
    json_build_object(
      'name', passkey_name, 'addedAt', ${rfc3339(sql`undo_links.created_at`)},
      'isRemoved', passkeys.credential_id is null
    ) as passkey,
    json_build_object('language', language) as "user", ${pageOrganization} as organization
  from undo_links
    join users on users.id = undo_links.user_id
    join organizations on organizations.id = users.organization_id
    left join passkeys on passkeys.credential_id = undo_links.credential_id and passkeys.user_id = users.id
  where undo_links.id in ${ids('ids')}`)

/** Finds undo links; undefined for an unknown id. The answers are in the order of the ids. */
export async function findUndoLinks(db: Db, undoIds: string[]): Promise<(UndoLink | undefined)[]> {
  const rows = await find(db, { ids: undoIds })
  const links = withShownOrganization(rows)
  return undoIds.map(id => {
    const link = links.get(id.toLowerCase())
    if (!link) return undefined
    const { redeemedAt, expiresAt, now, ...found } = link
    return { ...found, state: undoStateOf({ redeemedAt, expiresAt }, now) }
  })
}
