import { sql } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import type { Transaction } from '../database/transaction.ts'
import { given, type Instant, ids, toInstant } from '../database/values.ts'
import { type ServerRow, serverColumns } from './server-state.ts'

type LockedServer = ServerRow & { nextSendAt: Instant | null }

const add = statement(sql`
  insert into relays (name) select unnest(${given('names')}::text[]) order by 1 on conflict (name) do nothing`)

// Locked in the order of the names, so that no two transactions deadlock.
const lock = statement<LockedServer>(sql`
  select ${serverColumns}, ${toInstant(sql`next_send_at`)} as "nextSendAt" from relays
  where name in ${ids('names', 'text')} order by name for update`)

/** Locks the records of servers until the transaction ends. Adds the records that do not exist yet. */
export async function lockServers(
  tx: Transaction,
  servers: readonly string[],
): Promise<{ servers: LockedServer[]; now: Instant }> {
  const names = [...new Set(servers)]
  let locked = await lock(tx, { names })
  if (locked.length < names.length) {
    await add(tx, { names })
    locked = await lock(tx, { names })
  }
  return { servers: locked, now: Math.max(0, ...locked.map(({ now }) => now)) }
}
