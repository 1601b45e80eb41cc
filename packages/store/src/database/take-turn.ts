import { sql } from 'drizzle-orm'
import type { Db } from './open-database.ts'
import { statement } from './statement.ts'
import { given, milliseconds } from './values.ts'

const take = statement(sql`
  insert into turns (chore) values (${given('chore')})
  on conflict (chore) do update set taken_at = now()
  where turns.taken_at <= now() - ${milliseconds(given('everyMs'))}
  returning chore`)

/** Acquires the turn at a chore. True for one caller among all processes in every `everyMs`. */
export async function takeTurn(db: Db, chore: string, everyMs: number): Promise<boolean> {
  return (await take(db, { chore, everyMs })).length > 0
}
