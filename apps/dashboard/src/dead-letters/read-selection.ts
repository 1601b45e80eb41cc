import { momentAsOf } from '@passlink/runtime'
import {
  type DeadLetterFilter,
  deliveryId,
  type FilterTexts,
  filterTexts,
  readDeadLetterFilter,
} from '@passlink/store'
import { withQuery } from '../frame/with-query.ts'
import { readCursor } from './cursor.ts'

/** The deliveries that an operator selected for a change. */
export type Selection = { ids: string[] } | { filter: DeadLetterFilter; texts: FilterTexts }

/**
 * Reads the ids of deliveries or, only with `matching=yes`, a filter, whose relative times count from `now` (Unix
 * milliseconds). Undefined if they are invalid or both are given.
 */
export function readSelection(parameters: URLSearchParams, now: number): Selection | undefined {
  const ids = deliveryId.array().safeParse(parameters.getAll('id'))
  if (!ids.success) return undefined
  if (parameters.get('matching') !== 'yes') return { ids: [...new Set(ids.data)] }
  const texts = filterTexts(Object.fromEntries(parameters))
  const read = readDeadLetterFilter(texts, momentAsOf(now))
  return ids.data.length === 0 && 'filter' in read ? { filter: read.filter, texts } : undefined
}

/** The page to return to: that of the one delivery, or the list with its filter and its cursor. */
export function readBack(
  parameters: URLSearchParams,
  selection: Selection,
): { back: string; backTo: string } {
  const back = parameters.get('back') ?? ''
  const [id] = 'ids' in selection ? selection.ids : []
  if (back === 'delivery' && id) return { back, backTo: `/dead-letters/${id}` }
  const list = Object.fromEntries(new URLSearchParams(back))
  const before = readCursor(list.before) && list.before
  const query = withQuery('', { ...filterTexts(list), before })
  return { back: query, backTo: `/dead-letters${query}` }
}
