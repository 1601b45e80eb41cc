import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { ids } from '../database/values.ts'
import {
  healthOf,
  type ServerRow,
  type ServerState,
  serverColumns,
  stateOf,
  unknownServer,
} from './server-state.ts'

const find = statement<ServerRow>(
  sql`select ${serverColumns} from relays where name in ${ids('names', 'text')}`,
)

/** Finds the states of servers. A server without reports is well. The answers are in the order of the names. */
export async function findServers(db: Connection, names: readonly string[]): Promise<ServerState[]> {
  const known = new Map((await find(db, { names })).map(row => [row.name, row]))
  return names.map(name => {
    const row = known.get(name)
    return row ? stateOf(healthOf(row), row.now) : unknownServer
  })
}
