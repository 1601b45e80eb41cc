import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { transact } from '../database/transaction.ts'
import { columnsOf, givenRows } from '../database/values.ts'
import { lockServers } from '../health/lock.ts'
import { decideReserve } from './decide-reserve.ts'

/** A request for a send slot of a relay, which has one slot every `everyMs` over all processes. */
export type SlotRequest = { relay: string; everyMs: number }

const columns = { name: 'text', next_send_at: 'instant' }

const save = statement(sql`
  update relays set next_send_at = given.next_send_at from ${givenRows(columns)} where relays.name = given.name`)

/** Reserves send slots. Resolves to the milliseconds until each slot, in the order of the requests. */
export function reserveSends(db: Db, requests: readonly SlotRequest[]): Promise<number[]> {
  return transact(db, async tx => {
    const { servers, now } = await lockServers(
      tx,
      requests.map(({ relay }) => relay),
    )
    const decided = servers.map(({ name, nextSendAt }) => {
      const wanted = requests.filter(({ relay }) => relay === name).map(({ everyMs }) => everyMs)
      return { name, ...decideReserve(nextSendAt, wanted, now) }
    })
    await save(tx, columnsOf(decided, columns))
    const unassigned = new Map(decided.map(({ name, inMs }) => [name, [...inMs]]))
    return requests.map(({ relay }) => unassigned.get(relay)?.shift() ?? 0)
  })
}
