import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import { columnsOf, givenRows, ids } from '../database/values.ts'
import { auditImport, type Saving } from './audit-import.ts'
import { emailSince } from './email-since.ts'
import { type SavedRow, savedRows } from './saved-rows.ts'

export type User = {
  id: string
  organizationId: string
  email: string | null
  emailVerified: boolean
  displayName: string
  language: string | null
  /** IANA. If it is absent, the stored one is not changed. */
  timeZone?: string | null
}

export type SavedUser = SavedRow | { outcome: 'organization_unknown' }

const columns = {
  id: 'text',
  organization_id: 'text',
  email: 'text',
  email_verified: 'boolean',
  display_name: 'text',
  language: 'text',
  time_zone: 'text',
  has_time_zone: 'boolean',
}

const findOrganizations = statement<{ id: string }>(sql`
  select id from organizations where id in ${ids('organization_id', 'text')}`)

const add = statement<{ id: string }>(sql`
  insert into users
    (id, organization_id, email, email_verified, display_name, language, time_zone, managed, email_since)
  select id, organization_id, email, email_verified, display_name, language, time_zone, true, now()
  from ${givenRows(columns)} order by id
  on conflict (id) do nothing returning id`)

const timeZone = sql`case when has_time_zone then given.time_zone else users.time_zone end`

const isOutdated = sql`
  users.id = given.id and (
    users.organization_id, users.email, users.email_verified, users.display_name, users.language,
    users.time_zone, managed
  ) is distinct from (
    given.organization_id, given.email, given.email_verified, given.display_name, given.language,
    ${timeZone}, true
  )`

const lock = statement(sql`
  select users.id from users, ${givenRows(columns)} where ${isOutdated}
  order by users.id for update of users`)

const change = statement<{ id: string }>(sql`
  update users set organization_id = given.organization_id, email = given.email,
    email_verified = given.email_verified, display_name = given.display_name, language = given.language,
    time_zone = ${timeZone}, managed = true, changed_at = now(),
    email_since = ${emailSince(sql`given.email`)}
  from ${givenRows(columns)} where ${isOutdated} returning given.id`)

/**
 * Adds or updates users; from then on they are `managed`. Users that are up to date are not written, nor are users of
 * an unknown organization. Ids must not repeat within one call. The answers are in the order of the users.
 */
export function saveUsers(db: Db, users: User[], saving: Saving = {}): Promise<SavedUser[]> {
  return transact(db, async tx => {
    const organizations = await findOrganizations(tx, columnsOf(users, columns))
    const organizationIds = new Set(organizations.map(({ id }) => id))
    const hasOrganization = ({ organizationId }: User) => organizationIds.has(organizationId)
    const rows = users
      .filter(hasOrganization)
      .map(user => ({ ...user, hasTimeZone: user.timeZone !== undefined }))
    const values = columnsOf(rows, columns)
    // Rows are locked in the order of their ids, so that no two transactions deadlock.
    const [added, , changed] = await together([add(tx, values), lock(tx, values), change(tx, values)])
    const saved = savedRows(users, added, changed)
    await auditImport(tx, 'users.imported', saved, saving)
    return users.map((user, index) =>
      hasOrganization(user) ? (saved[index] as SavedRow) : { outcome: 'organization_unknown' },
    )
  })
}
