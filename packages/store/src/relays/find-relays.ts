import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'
import { type RelayRow, type RelayState, relayColumns, toRelayState } from './relay-state.ts'

/** What is known of relays; one that nobody ever reported on is well. Answers in the order of the names. */
export async function findRelays(db: Db, names: string[]): Promise<RelayState[]> {
  const asked = rows(
    names.map(name => ({ name })),
    { name: 'text' },
  )
  const found = await run<RelayRow>(
    db,
    sql`select ${relayColumns} from ${asked} left join relays using (name) order by n`,
  )
  return found.map(toRelayState)
}
