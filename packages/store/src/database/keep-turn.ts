import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { statement } from './statement.ts'
import { given, milliseconds } from './values.ts'

/** Acquires or extends a turn. Resolves to whether this caller has it. */
export type KeepTurn = () => Promise<boolean>

const take = statement<{ takenAt: string }>(sql`
  insert into turns (chore, taken_at) values (${given('chore')}, clock_timestamp())
  on conflict (chore) do update set taken_at = clock_timestamp()
  where turns.taken_at::text = ${given('takenAt')} or turns.taken_at <= now() - ${milliseconds(given('lapseMs'))}
  returning taken_at::text as "takenAt"`)

/**
 * One caller among all processes has the turn at a chore for as long as it extends it within `lapseMs`. If it does not,
 * another caller can acquire the turn, and the first caller gets false the next time.
 */
export function createKeepTurn(db: Db, chore: string, lapseMs: number): KeepTurn {
  // When this caller last acquired or extended the turn, as the database wrote it: no other caller knows this value.
  let takenAt = ''
  return async () => {
    const [turn] = await take(db, { chore, lapseMs, takenAt })
    takenAt = turn?.takenAt ?? ''
    return turn !== undefined
  }
}
