import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { run } from '../database/statement.ts'
import { aheadUs, inSteps, type Limit, waitMs } from './allowances.ts'

/** Takes one of what `subject` is allowed; says in how many milliseconds one is to be had, 0 when it was taken. */
export async function takeOne(db: Db, subject: string, limit: Limit): Promise<number> {
  const { stepUs, burstUs } = inSteps(limit)
  const step = sql`${stepUs}::bigint * interval '1 microsecond'`
  const [row] = await run<{ granted: number; wait_ms: string }>(
    db,
    sql`
      insert into allowances (subject, granted, spent_until) values (${subject}, 1, clock_timestamp() + ${step})
      on conflict (subject) do update set (granted, spent_until) = (
        select fits::int, case when fits then greatest(moment, allowances.spent_until) + ${step} else allowances.spent_until end
        from (
          select moment, ${aheadUs(sql`moment`)} + ${stepUs}::bigint <= ${burstUs}::bigint as fits
          from (select clock_timestamp() as moment) as clock
        ) as decision
      )
      returning granted, ${waitMs(limit, sql`clock_timestamp()`)} as wait_ms`,
  )
  return row?.granted ? 0 : Math.max(1, Number(row?.wait_ms))
}
