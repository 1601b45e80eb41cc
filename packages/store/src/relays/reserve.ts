import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { columnsOf, givenRows } from '../database/values.ts'
import { decideReserve } from './decide-reserve.ts'
import { lockRelays } from './lock.ts'

/** A place in the even flow of mails through a relay, one every `everyMs` over all processes. */
export type WantedPlace = { relay: string; everyMs: number }

const columns = { name: 'text', next_send_at: 'instant' }

const save = statement(sql`
  update relays set next_send_at = given.next_send_at from ${givenRows(columns)} where relays.name = given.name`)

/** Reserves places in the flow of mails. Says of each in how many milliseconds it is, in the order of the places. */
export function reserveSends(db: Db, places: readonly WantedPlace[]): Promise<number[]> {
  return transact(db, async tx => {
    const { relays, now } = await lockRelays(
      tx,
      places.map(({ relay }) => relay),
    )
    const decided = relays.map(({ name, nextSendAt }) => {
      const wanted = places.filter(({ relay }) => relay === name).map(({ everyMs }) => everyMs)
      return { name, ...decideReserve(nextSendAt, wanted, now) }
    })
    await save(tx, columnsOf(decided, columns))
    const left = new Map(decided.map(({ name, inMs }) => [name, [...inMs]]))
    return places.map(({ relay }) => left.get(relay)?.shift() ?? 0)
  })
}
