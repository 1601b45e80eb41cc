import { type SQL, sql } from 'drizzle-orm'
import { LostRace } from '../database/lost-race.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import { columnsOf, givenRows, type Instant, toInstant } from '../database/values.ts'

type Spent = { subject: string; spentUntil: Instant }

/**
 * Locks what the subjects that `subjects` selects have used of their limits until the transaction ends, and says until when that is
 * spent; those that never used any are absent.
 */
export function lockSpent(subjects: SQL) {
  // In one order, so that no two transactions wait for each other.
  const lock = statement<Spent>(sql`
    select subject, ${toInstant(sql`spent_until`)} as "spentUntil" from allowances
    where subject in (${subjects}) order by subject for update`)
  return async (tx: Transaction, values: Record<string, unknown>): Promise<Map<string, Instant>> => {
    const rows = await lock(tx, values)
    return new Map(rows.map(({ subject, spentUntil }) => [subject, spentUntil]))
  }
}

const columns = { subject: 'text', spent_until: 'instant' }

const update = statement(sql`
  update allowances set spent_until = given.spent_until
  from ${givenRows(columns)} where allowances.subject = given.subject`)

// The version before this one counts what a statement was granted in a column of its own.
const insert = statement<{ subject: string }>(sql`
  insert into allowances (subject, spent_until, granted) select subject, spent_until, 0 from ${givenRows(columns)}
  order by subject on conflict (subject) do nothing returning subject`)

/** Writes what was taken. Throws {@link LostRace} where a concurrent transaction was the first to take any of a subject. */
export async function saveSpent(
  tx: Transaction,
  spent: ReadonlyMap<string, Instant>,
  locked: ReadonlyMap<string, Instant>,
): Promise<void> {
  const rows = [...spent].map(([subject, spentUntil]) => ({ subject, spentUntil }))
  const [known, fresh] = [
    rows.filter(({ subject }) => locked.has(subject)),
    rows.filter(({ subject }) => !locked.has(subject)),
  ]
  const [inserted] = await together([
    fresh.length > 0 ? insert(tx, columnsOf(fresh, columns)) : [],
    known.length > 0 ? update(tx, columnsOf(known, columns)) : [],
  ])
  if (inserted.length < fresh.length) throw new LostRace('two transactions used a limit for the first time')
}
