import { type SQL, sql } from 'drizzle-orm'

/** At most `max` at once, and from then on one every `windowMs / max`. */
export type Limit = { max: number; windowMs: number }

type Scope = 'user' | 'organization'

/**
 * Milliseconds until one more fits, 0 when one fits, in this statement's snapshot. What is spent only ever moves on, so that
 * whoever must wait here must wait whatever others do meanwhile.
 */
export function knownWaitMs(scope: Scope, limit: Limit | null): SQL {
  if (!limit) return sql`0`
  const id = scope === 'user' ? sql`users.id` : sql`users.organization_id`
  const known = sql`select ${waitMs(limit, sql`(select clock_timestamp())`)} from allowances where subject = ${subjectOf(scope, id)}`
  return sql`coalesce((${known}), 0)`
}

/**
 * The CTE `<scope>_taken`: all rows of `from`, of which those that are `wanting` and that the limit of their user or
 * organization has room for are `<scope>_passes`, first come first served. An upsert sees what concurrent statements
 * took, which no count over a snapshot does.
 */
export function takeAllowance(
  scope: Scope,
  limit: Limit | null,
  { from, wanting }: { from: SQL; wanting: SQL },
): SQL {
  const taken = sql.raw(`${scope}_taken`)
  const passes = sql.raw(`${scope}_passes`)
  const wait = sql.raw(`${scope}_wait_ms`)
  if (!limit) return sql`${taken} as (select *, ${wanting} as ${passes}, 0 as ${wait} from ${from})`
  const { stepUs, burstUs } = inSteps(limit)
  const allowance = sql.raw(`${scope}_allowance`)
  const id = sql.raw(`${scope}_id`)
  const steps = (count: SQL) => sql`${count} * ${stepUs}::bigint * interval '1 microsecond'`
  return sql`
    ${allowance} as (
      insert into allowances (subject, granted, spent_until)
      select subject, granted, clock_timestamp() + ${steps(sql`granted`)}
      from (
        select ${subjectOf(scope, id)} as subject, least(count(*), ${limit.max}::bigint) as granted
        from ${from} where ${wanting} group by ${id}
      ) as wanted
      order by subject
      on conflict (subject) do update
      set (granted, spent_until) = (
        select given, greatest(moment, allowances.spent_until) + ${steps(sql`given`)}
        from (
          select moment, least(
              excluded.granted, greatest(0, div(${burstUs}::bigint - ${aheadUs(sql`moment`)}, ${stepUs}::bigint))
            ) as given
          from (select clock_timestamp() as moment) as clock
        ) as decision
      )
      returning subject, granted, ${waitMs(limit, sql`clock_timestamp()`)} as wait_ms
    ),
    ${taken} as (
      select ${from}.*, wait_ms as ${wait},
        ${wanting} and row_number() over (partition by ${id}, ${wanting} order by n) <= granted as ${passes}
      from ${from} left join ${allowance} on subject = ${subjectOf(scope, id)}
    )`
}

const subjectOf = (scope: Scope, id: SQL) => sql`${sql.raw(`'${scope}:'`)} || ${id}`

// Whole microseconds, as Postgres keeps time, so that what was added is exactly what is compared.
export function inSteps({ max, windowMs }: Limit) {
  const stepUs = Math.max(1, Math.floor((windowMs * 1_000) / max))
  return { stepUs, burstUs: stepUs * max }
}

// Never now(), at which a statement began: whoever came first to the row may have begun later.
export const aheadUs = (moment: SQL) =>
  sql`greatest(0, 1000000 * extract(epoch from allowances.spent_until - ${moment}))`

/** Milliseconds from `moment` until one more fits, as the row of `allowances` says. */
export function waitMs(limit: Limit, moment: SQL): SQL {
  const { stepUs, burstUs } = inSteps(limit)
  return sql`greatest(0, ceil((${aheadUs(moment)} + ${stepUs}::bigint - ${burstUs}::bigint) / 1000))`
}
