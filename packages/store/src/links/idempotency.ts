import { sql } from 'drizzle-orm'
import { DatabaseError } from '../database/errors.ts'
import { LostRace } from '../database/lost-race.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import type { Transaction } from '../database/transaction.ts'
import { columnsOf, givenRows } from '../database/values.ts'
import type { UsedKey } from './decide-record.ts'
import { keyOf } from './key-of.ts'
import type { Idempotency, RecordedFacts } from './link-request.ts'

/** A concurrent transaction has held the lock of a key for longer than `lock_timeout`. */
export class KeyLocked extends DatabaseError {
  override name = 'KeyLocked'
}

type Row = RecordedFacts & Idempotency & { isValid: boolean }

const names = { caller: 'text', client: 'text', key: 'text' }

// With the client in front, which a space separates: keys have none. Apps of the version before store keys without it;
// such a key counts for every client of its user, as it does there.
const storedKey = sql`concat(given.client, ' ', given.key)`

// A key is valid for 24 hours, and only while its link exists.
const read = statement<Row>(sql`
  select given.caller, given.client, given.key, encode(request_hash, 'hex') as "requestHash",
    idempotency_keys.created_at > now() - interval '24 hours' and sequence is not null as "isValid",
    idempotency_keys.link_id as "linkId", deliveries.id as "deliveryId",
    case when deliveries.id is null then links.key_id end as "keyId",
    sequence, ${rfc3339(sql`at`)} as at, events.organization_id as "organizationId"
  from ${givenRows(names)}
    join idempotency_keys
      on idempotency_keys.caller = given.caller and idempotency_keys.key in (${storedKey}, given.key)
    left join links on links.id = idempotency_keys.link_id
    left join events on events.link_id = links.id and events.type = 'link.requested'
    left join deliveries on deliveries.link_id = links.id and kind = 'link'
  order by "isValid", idempotency_keys.key = ${storedKey}`)

const columns = { ...names, request_hash: 'text', link_id: 'uuid', replaced_link_id: 'uuid' }

const save = statement<{ key: string }>(sql`
  insert into idempotency_keys (caller, key, request_hash, link_id)
  select caller, ${storedKey}, decode(request_hash, 'hex'), link_id from ${givenRows(columns)} order by 1, 2
  on conflict (caller, key) do update
  set request_hash = excluded.request_hash, link_id = excluded.link_id, created_at = now()
  where idempotency_keys.link_id = any(${sql.placeholder('replaced_link_id')}::text[]::uuid[])
  returning key`)

/** Reads those of the keys that are stored, by {@link keyOf}. */
export async function readKeys(tx: Transaction, keys: readonly Idempotency[]): Promise<Map<string, UsedKey>> {
  if (keys.length === 0) return new Map()
  const distinct = [...new Map(keys.map(key => [keyOf(key), key])).values()]
  const rows = await read(tx, columnsOf(distinct, names))
  return new Map(
    rows.map(({ caller, client, key, requestHash, isValid, ...facts }) => [
      keyOf({ caller, client, key }),
      {
        linkId: facts.linkId,
        requestHash,
        facts: isValid ? { ...facts, sequence: String(facts.sequence) } : null,
      },
    ]),
  )
}

/**
 * Stores idempotency keys with their links. Rejects with {@link LostRace} if a concurrent transaction stored one of
 * them, and with {@link KeyLocked} if such a transaction holds its lock too long.
 */
export async function saveKeys(
  tx: Transaction,
  keys: readonly (Idempotency & { linkId: string })[],
  used: ReadonlyMap<string, UsedKey>,
): Promise<void> {
  if (keys.length === 0) return
  const rows = keys.map(key => ({ ...key, replacedLinkId: used.get(keyOf(key))?.linkId ?? null }))
  const saved = await save(tx, columnsOf(rows, columns)).catch((error: DatabaseError) => {
    throw error.isLockTimeout ? new KeyLocked(error.message, error.code) : error
  })
  if (saved.length < keys.length) throw new LostRace('two transactions took a key')
}
