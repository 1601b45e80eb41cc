import { sql } from 'drizzle-orm'
import { rfc3339 } from '../database/rfc3339.ts'
import type { PauseScope } from './scope.ts'

/** A pause by an operator. The times are RFC 3339; without `endsAt` it lasts until somebody ends it. */
export type Pause = {
  scope: PauseScope
  reason: string
  operator: string
  since: string
  endsAt: string | null
}

/** Whether a pause is in force, by the database's clock. */
export const inForce = sql`(ends_at is null or ends_at > now())`

export const pauseColumns = sql`
  scope, reason, operator, ${rfc3339(sql`since`)} as since, ${rfc3339(sql`ends_at`)} as "endsAt"`
