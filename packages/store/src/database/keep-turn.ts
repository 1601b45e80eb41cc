import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { run } from './statement.ts'

/** Asks for a turn that is kept as long as its holder goes on asking; true while it is ours. */
export type KeepTurn = () => Promise<boolean>

/**
 * One caller, over all processes, gets the turn at a chore and keeps it by asking again within `lapseMs`; where it does not,
 * another gets it, and the first is told so when it asks next.
 */
export function createKeepTurn(db: Db, chore: string, lapseMs: number): KeepTurn {
  // When we were given it last, as the database wrote it: what only its holder knows.
  let takenAt = ''
  return async () => {
    const [turn] = await run<{ taken_at: string }>(
      db,
      sql`
        insert into turns (chore, taken_at) values (${chore}, clock_timestamp())
        on conflict (chore) do update set taken_at = clock_timestamp()
        where turns.taken_at::text = ${takenAt} or turns.taken_at <= now() - ${lapseMs} * interval '1 millisecond'
        returning taken_at::text`,
    )
    takenAt = turn?.taken_at ?? ''
    return turn !== undefined
  }
}
