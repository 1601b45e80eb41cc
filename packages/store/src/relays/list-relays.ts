import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { readInTime } from '../database/read-in-time.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import type { Transaction } from '../database/transaction.ts'
import { type Instant, toInstant } from '../database/values.ts'
import {
  healthOf,
  type ServerRow,
  type ServerState,
  serverColumns,
  stateOf,
  unknownServer,
} from '../health/server-state.ts'
import { listPauses } from '../pauses/list.ts'
import type { Pause } from '../pauses/pause.ts'
import { scopeOfRelay } from '../pauses/scope.ts'
import { type RelayAttempts, selectAttempts } from './select-attempts.ts'

/**
 * A relay, or the endpoint of webhooks as `webhook:<host>`, with its state. `rate` is the one to which the worker that
 * started last is set, such as `100/1s`; null: none is known. `reservedMs` is how long the sends that are reserved
 * already take at its rate. `lastHour` is how attempts went that began in the last hour, of deliveries that were
 * recorded in the last two.
 */
export type ListedRelay = {
  name: string
  kind: 'relay' | 'webhook'
  state: ServerState
  rate: string | null
  reservedMs: number
  pause: Pause | null
  lastHour: RelayAttempts
}

/**
 * All relays and endpoints that ever answered, have a rate or are paused. `attemptsSince` (RFC 3339) is null unless there
 * were so many attempts in the last hour that not all of them are counted.
 */
export type ListedRelays = { relays: ListedRelay[]; attemptsSince: string | null }

const webhook = 'webhook:'
const noAttempts: RelayAttempts = { outcomes: {}, acceptedLastMinute: 0, medianMs: null, slowMs: null }

const find = statement<ServerRow & { nextSendAt: Instant | null; rate: string | null }>(sql`
  select ${serverColumns}, nullif(rate, 'none') as rate, ${toInstant(sql`next_send_at`)} as "nextSendAt" from relays order by name limit 1000`)

type Bounds = { attemptsMax?: number }

/**
 * Lists the relays and the endpoints of webhooks, and counts at most so many attempts. Rejects with QueryTooSlow after five
 * seconds.
 */
export const listRelays = (db: Db, bounds?: Bounds): Promise<ListedRelays> =>
  readInTime(db, tx => selectRelays(tx, bounds))

/** The same in a transaction that reads more. */
export async function selectRelays(
  tx: Transaction,
  { attemptsMax = 20_000 }: Bounds = {},
): Promise<ListedRelays> {
  const [rows, pauses, { byName, since: attemptsSince }] = await together([
    find(tx),
    listPauses(tx),
    selectAttempts(tx, attemptsMax),
  ])
  const known = new Map(rows.map(row => [row.name, row]))
  const paused = new Map(pauses.map(pause => [pause.scope as string, pause]))
  const pausedNames = pauses.flatMap(({ scope }) => (scope.startsWith('relay:') ? [scope.slice(6)] : []))
  const names = [...new Set([...known.keys(), ...byName.keys(), ...pausedNames])].sort()
  const relays = names.map((name): ListedRelay => {
    const row = known.get(name)
    const isWebhook = name.startsWith(webhook)
    return {
      name,
      kind: isWebhook ? 'webhook' : 'relay',
      state: row ? stateOf(healthOf(row), row.now) : unknownServer,
      rate: row?.rate ?? null,
      reservedMs: row ? Math.max(0, (row.nextSendAt ?? 0) - row.now) : 0,
      pause: paused.get(isWebhook ? 'webhook' : scopeOfRelay(name)) ?? null,
      lastHour: byName.get(name) ?? noAttempts,
    }
  })
  return { relays, attemptsSince }
}
