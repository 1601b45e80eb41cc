import { momentAsOf } from '@passlink/runtime'
import {
  type DeadLetterFilter,
  type FilterTexts,
  filterTexts,
  type Picked,
  readDeadLetterFilter,
} from '@passlink/store'
import { withQuery } from '../frame/with-query.ts'
import { readCursor } from './cursor.ts'
import { readPicked } from './picked.ts'

/** The deliveries that an operator selected for a change. */
export type Selection = { picked: Picked[] } | { filter: DeadLetterFilter; texts: FilterTexts }

/**
 * Reads the picked deliveries or, only with `matching=yes`, a filter, whose relative times count from `now` (Unix
 * milliseconds). Undefined if they are invalid or both are given.
 */
export function readSelection(parameters: URLSearchParams, now: number): Selection | undefined {
  const values = parameters.getAll('id')
  const picked = values.flatMap(text => readPicked(text) ?? [])
  if (picked.length < values.length) return undefined
  if (parameters.get('matching') !== 'yes') return { picked }
  const texts = filterTexts(Object.fromEntries(parameters))
  const read = readDeadLetterFilter(texts, momentAsOf(now))
  return picked.length === 0 && 'filter' in read ? { filter: read.filter, texts } : undefined
}

/** The page to return to: that of the one delivery, or the list with its filter and its cursor. */
export function readBack(
  parameters: URLSearchParams,
  selection: Selection,
): { back: string; backTo: string } {
  const back = parameters.get('back') ?? ''
  const [first] = 'picked' in selection ? selection.picked : []
  if (back === 'delivery' && first) return { back, backTo: `/dead-letters/${first.deliveryId}` }
  const list = Object.fromEntries(new URLSearchParams(back))
  const before = readCursor(list.before) && list.before
  const query = withQuery('', { ...filterTexts(list), before })
  return { back: query, backTo: `/dead-letters${query}` }
}
