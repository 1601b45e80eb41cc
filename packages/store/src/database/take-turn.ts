import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { run } from './statement.ts'

/** True for one caller in `everyMs`, over all processes: whoever gets it does the chore. */
export async function takeTurn(db: Db, chore: string, everyMs: number): Promise<boolean> {
  const taken = await run(
    db,
    sql`
      insert into turns (chore) values (${chore})
      on conflict (chore) do update set taken_at = now()
      where turns.taken_at <= now() - ${everyMs} * interval '1 millisecond'
      returning chore`,
  )
  return taken.length > 0
}
