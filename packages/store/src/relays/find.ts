import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { ids } from '../database/values.ts'
import { newRelay, type RelayRow, type RelayState, relayColumns, relayStateOf } from './relay-state.ts'

const find = statement<RelayRow>(
  sql`select ${relayColumns} from relays where name in ${ids('names', 'text')}`,
)

/** Finds the states of relays. A relay without reports is healthy. The answers are in the order of the names. */
export async function findRelays(db: Connection, names: readonly string[]): Promise<RelayState[]> {
  const known = new Map((await find(db, { names })).map(row => [row.name, row]))
  return names.map(name => {
    const relay = known.get(name)
    return relay ? relayStateOf(relay, relay.now) : relayStateOf(newRelay, 0)
  })
}
