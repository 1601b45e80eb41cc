import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { given, milliseconds } from '../database/values.ts'
import { type Actor, insertAudit } from '../operators/audit.ts'
import { inForce, type Pause, pauseColumns } from './pause.ts'
import { kindOfScope, type PauseScope, pauseReason, subjectOfScope } from './scope.ts'

/** When a pause ends: so long from now by the database's clock, at a time (RFC 3339), or when somebody ends it. */
export type PauseEnd = { inMs: number } | { at: string } | null

/** `over`: the end has passed already. `unknown`: there is no such organization. */
export type SetPause = { outcome: 'set'; pause: Pause } | { outcome: 'over' | 'unknown' }

const findOrganization = statement(sql`select id from organizations where id = ${given('id')}`)

const removeEnded = statement(sql`
  delete from pauses where scope in (select scope from pauses where not ${inForce} for update skip locked)`)

const endsAt = sql`coalesce(${given('at')}::timestamptz, now() + ${milliseconds(sql`${given('inMs')}::float8`)})`

const upsert = statement<Pause>(sql`
  insert into pauses (scope, reason, operator, ends_at)
  select ${given('scope')}, ${given('reason')}, ${given('operator')}, ends_at
  from (select ${endsAt} as ends_at) as wanted where ${inForce}
  on conflict (scope) do update set
    reason = excluded.reason, operator = excluded.operator, ends_at = excluded.ends_at,
    since = case when pauses.ends_at <= now() then now() else pauses.since end
  returning ${pauseColumns}`)

/**
 * Pauses a scope, or gives a pause in force another reason and end; the line of the audit is written in the same
 * transaction. Rejects with a ZodError if `reason` is no {@link pauseReason}.
 */
export async function setPause(
  db: Db,
  { scope, reason, end }: { scope: PauseScope; reason: string; end: PauseEnd },
  actor: Actor,
): Promise<SetPause> {
  const subject = subjectOfScope(scope)
  const values = {
    scope,
    reason: pauseReason.parse(reason),
    operator: actor.name ?? actor.operator,
    at: null,
    inMs: null,
    ...end,
  }
  return transact(db, async tx => {
    if (kindOfScope(scope) === 'organization' && (await findOrganization(tx, { id: subject })).length === 0)
      return { outcome: 'unknown' }
    await removeEnded(tx)
    const [pause] = await upsert(tx, values)
    if (!pause) return { outcome: 'over' }
    const details = { scope, reason: pause.reason, endsAt: pause.endsAt }
    await insertAudit(tx, [{ ...actor, action: 'pause.set', subject, details }])
    return { outcome: 'set', pause }
  })
}
