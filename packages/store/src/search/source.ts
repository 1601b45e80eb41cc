import { type SQL, sql } from 'drizzle-orm'
import { nilUuid } from '../deliveries/list-open.ts'
import type { Cursor } from './merge-rows.ts'

/**
 * Rows in which deliveries are looked for after a cursor, in the order of an index: by `place` and `id`, the greatest
 * first. `bounded` selects as many as are looked at; `rows` are the `deliveries` of these, with their `place`.
 */
export type Source = { bounded: SQL; rows: SQL; placeOf: Cursor['placeOf']; after: Cursor | null }

/** The ids of deliveries that are looked for: `from` or greater, and less than `to`. */
export type IdRange = { from: string; to: string }

/** `rowsMax` is how many rows are looked at. A cursor with a place of another type is ignored. */
export type Limits = { after: Cursor | null; range: IdRange; rowsMax: number }

// Part of the text, so that the planner knows it.
const atMost = (rowsMax: number) => sql.raw(`limit ${rowsMax}`)

const cursorFor = (placeOf: Cursor['placeOf'], after: Cursor | null) =>
  after?.placeOf === placeOf ? after : null

/** Deliveries that satisfy a condition for which there is an index, by their ids. */
export function byId(condition: SQL, { range: { from, to }, rowsMax, ...limits }: Limits): Source {
  const after = cursorFor('uuid', limits.after)
  const rest = after ? sql`and id < ${after.place}::uuid` : sql``
  const bounded = sql`
    select deliveries.*, id as place from deliveries
    where ${condition} and id >= ${from}::uuid and id < ${to}::uuid ${rest}
    order by id desc ${atMost(rowsMax)}`
  return { bounded, rows: sql`(${bounded}) as deliveries`, placeOf: 'uuid', after }
}

/**
 * Deliveries of the links that satisfy a condition for which there is an index, and have ids less than `to`, by the ids of
 * the links.
 */
export function byLink(condition: SQL, to: string, { rowsMax, ...limits }: Limits): Source {
  const after = cursorFor('uuid', limits.after)
  // If no delivery can come after the cursor, all deliveries of that link have been listed.
  const rest = after ? sql`and id ${after.id === nilUuid ? sql`<` : sql`<=`} ${after.place}::uuid` : sql``
  const bounded = sql`
    select id as place, ${nilUuid}::uuid as id from links where ${condition} and id < ${to}::uuid ${rest}
    order by links.id desc ${atMost(rowsMax)}`
  const ofLink = sql`(select * from deliveries where link_id = bounded.place offset 0)`
  const rows = sql`(${bounded}) as bounded join lateral ${ofLink} as deliveries on true`
  return { bounded, rows, placeOf: 'uuid', after }
}

/** Dead letters that died at `since` (as of `Date.now()`) or later, by their time of death. */
export function byDeath(since: number, { rowsMax, ...limits }: Limits): Source {
  const after = cursorFor('timestamptz', limits.after)
  const rest = after ? sql`and (dead_at, id) < (${after.place}::timestamptz, ${after.id}::uuid)` : sql``
  const bounded = sql`
    select deliveries.*, dead_at as place from deliveries
    where status = 'dead' and discarded_at is null and dead_at >= to_timestamp(${since / 1_000}::float8) ${rest}
    order by dead_at desc, id desc ${atMost(rowsMax)}`
  return { bounded, rows: sql`(${bounded}) as deliveries`, placeOf: 'timestamptz', after }
}
