import { sql } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import type { Transaction } from '../database/transaction.ts'
import { given, type Instant, ids, toInstant } from '../database/values.ts'
import { type RelayRow, relayColumns } from './relay-state.ts'

type LockedRelay = RelayRow & { nextSendAt: Instant | null }

const add = statement(sql`
  insert into relays (name) select unnest(${given('names')}::text[]) order by 1 on conflict (name) do nothing`)

// Locked in the order of the names, so that no two transactions deadlock.
const lock = statement<LockedRelay>(sql`
  select ${relayColumns}, ${toInstant(sql`next_send_at`)} as "nextSendAt" from relays
  where name in ${ids('names', 'text')} order by name for update`)

/** Locks the records of relays until the transaction ends. Adds the records that do not exist yet. */
export async function lockRelays(
  tx: Transaction,
  relays: readonly string[],
): Promise<{ relays: LockedRelay[]; now: Instant }> {
  const names = [...new Set(relays)]
  let locked = await lock(tx, { names })
  if (locked.length < names.length) {
    await add(tx, { names })
    locked = await lock(tx, { names })
  }
  return { relays: locked, now: Math.max(0, ...locked.map(({ now }) => now)) }
}
