import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import { columnsOf, givenRows, ids } from '../database/values.ts'

/** The rate to which a worker is set for a relay, such as `100/1s`; null: no limit. */
export type RelayRate = { relay: string; rate: string | null }

const columns = { name: 'text', rate: 'text' }

// Locked in the order of the names, as everywhere, so that no two transactions deadlock.
const lock = statement(sql`
  select from relays where name in ${ids('names', 'text')} order by name for update`)

const save = statement(sql`
  insert into relays (name, rate) select name, rate from ${givenRows(columns)} order by name
  on conflict (name) do update set rate = excluded.rate where relays.rate is distinct from excluded.rate`)

// Not null: that is a row that was made anew, to which other workers restore their rates.
const clear = statement(sql`
  update relays set rate = 'none' where name in ${ids('names', 'text')} and rate is distinct from 'none'`)

const findRated = statement<{ name: string }>(sql`
  select name from relays where name in ${ids('names', 'text')} and rate is not null`)

/** Records to which rates a worker is set, over what other workers recorded before. A relay without a limit gets no row. */
export async function saveRates(db: Db, rates: readonly RelayRate[]): Promise<void> {
  const names = rates.filter(({ rate }) => rate === null).map(({ relay }) => relay)
  const rated = rates.filter(({ rate }) => rate !== null).map(({ relay, rate }) => ({ name: relay, rate }))
  await transact(db, tx =>
    together([
      lock(tx, { names: rates.map(({ relay }) => relay) }),
      rated.length > 0 ? save(tx, columnsOf(rated, columns)) : undefined,
      names.length > 0 ? clear(tx, { names }) : undefined,
    ]),
  )
}

/** Records the rates of relays that have none on record, because their rows were lost. Writes nothing otherwise. */
export async function restoreRates(db: Db, rates: readonly RelayRate[]): Promise<void> {
  const limited = rates.filter(({ rate }) => rate !== null)
  if (limited.length === 0) return
  const known = await findRated(db, { names: limited.map(({ relay }) => relay) })
  const lost = limited.filter(({ relay }) => !known.some(({ name }) => name === relay))
  if (lost.length > 0) await saveRates(db, lost)
}
