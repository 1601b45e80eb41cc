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
import { ids } from '../database/values.ts'
import type { UndoState } from './decide-undo.ts'

/** An undo link. `isRemoved`: its passkey is not stored any more. `addedAt` is RFC 3339. */
export type UndoLink = {
  state: UndoState
  keyId: string
  passkey: { name: string; addedAt: string; isRemoved: boolean }
  user: { language: string | null }
  organization: ShownOrganization
}

type Row = Omit<UndoLink, 'organization'> & { id: string; organization: PageOrganization }

const find = statement<Row>(sql`
  select undo_links.id, undo_links.key_id as "keyId",
    case
      when redeemed_at is not null then 'redeemed'
      when expires_at <= now() then 'expired'
      else 'open'
    end as state,
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
  return undoIds.map(id => links.get(id.toLowerCase()))
}
