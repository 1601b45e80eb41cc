import { type SQL, sql } from 'drizzle-orm'
import { LostRace } from '../database/lost-race.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import { columnsOf, givenRows, type Instant, toInstant } from '../database/values.ts'

type Spent = { subject: string; spentUntil: Instant }

/**
 * Builds a statement that locks the allowances of the subjects that `subjects` selects until the transaction ends. It
 * resolves to the moment until which each is spent; a subject that never used its limit is absent.
 */
export function lockSpent(subjects: SQL) {
  // Locked in the order of the subjects, so that no two transactions deadlock.
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

// `granted` is used by the previous version only.
const insert = statement<{ subject: string }>(sql`
  insert into allowances (subject, spent_until, granted) select subject, spent_until, 0 from ${givenRows(columns)}
  order by subject on conflict (subject) do nothing returning subject`)

/**
 * Saves the moments until which allowances are spent. Throws {@link LostRace} if a concurrent transaction has added an
 * allowance that was absent when this one locked them.
 */
export async function saveSpent(
  tx: Transaction,
  spent: ReadonlyMap<string, Instant>,
  locked: ReadonlyMap<string, Instant>,
): Promise<void> {
  const rows = [...spent].map(([subject, spentUntil]) => ({ subject, spentUntil }))
  const [existing, missing] = [
    rows.filter(({ subject }) => locked.has(subject)),
    rows.filter(({ subject }) => !locked.has(subject)),
  ]
  const [inserted] = await together([
    missing.length > 0 ? insert(tx, columnsOf(missing, columns)) : [],
    existing.length > 0 ? update(tx, columnsOf(existing, columns)) : [],
  ])
  if (inserted.length < missing.length) throw new LostRace('two transactions used a limit for the first time')
}
