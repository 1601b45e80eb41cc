import type { FoundDelivery } from '../deliveries/found-delivery.ts'
import { readUuid } from './read-search.ts'

/** A position in the order of sources. */
export type Position = { place: string; id: string }

/** The position after which the next page begins, and the type of its place. */
export type Cursor = Position & { placeOf: 'uuid' | 'timestamptz' }

export type FoundRow = FoundDelivery & { atPlace: string }

/**
 * What a source has after a cursor: one row more than the page takes, or all there are. `end` is where the source gave up,
 * if it did.
 */
export type FoundRows = { rows: FoundRow[]; end: Position | null }

/** A page of deliveries, from the greatest place on. `next` is the cursor of the next page, if there is one. */
export type Page = { deliveries: FoundDelivery[]; next: string | null; isPartial: boolean }

/**
 * Merges the rows of sources into one page. If a source gave up, the page ends there, because what that source has after
 * its end could come before the rows of the others. `isPartial`: this is why it has fewer than `limit`.
 */
export function mergeRows(sources: readonly FoundRows[], limit: number): Page {
  const ends = sources.flatMap(({ end }) => end ?? []).sort(inOrder)
  const [end] = ends
  const all = sources
    .flatMap(({ rows }) => rows)
    .sort((one, other) => inOrder(positionOf(one), positionOf(other)))
  const rows = end ? all.filter(row => inOrder(positionOf(row), end) <= 0) : all
  const taken = rows.slice(0, limit)
  const last = rows.length > limit ? taken.at(-1) : undefined
  const next = last ? positionOf(last) : end
  return {
    deliveries: taken.map(({ atPlace: _, ...delivery }) => delivery),
    next: next ? `${next.place}~${next.id}` : null,
    isPartial: taken.length < limit && end !== undefined,
  }
}

/** Reads a cursor; null if it is none. */
export function readCursor(text: string | undefined): Cursor | null {
  const [at = '', after = ''] = text?.split('~') ?? []
  const id = readUuid(after)
  if (id === undefined) return null
  const place = readUuid(at)
  if (place !== undefined) return { place, id, placeOf: 'uuid' }
  return isMoment(at) ? { place: at, id, placeOf: 'timestamptz' } : null
}

// Postgres has no year 0.
const isMoment = (text: string) =>
  /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text) && !Number.isNaN(Date.parse(text))

const positionOf = ({ atPlace, deliveryId }: FoundRow): Position => ({ place: atPlace, id: deliveryId })

const inOrder = (one: Position, other: Position) =>
  compare(other.place, one.place) || compare(other.id, one.id)

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
