import { momentAsOf } from '@passlink/runtime'
import {
  type DeadLetterFilter,
  deliveryId,
  type FilterTexts,
  filterTexts,
  readDeadLetterFilter,
} from '@passlink/store'
import { readPlace } from './place.ts'
import { withQuery } from './with-query.ts'

/** The deliveries that a form or a link asks to change. */
export type Wanted = { ids: string[] } | { filter: DeadLetterFilter; texts: FilterTexts }

/** Reads the ids of deliveries or, only with `matching=yes`, a filter. Undefined where neither is clear. */
export function readWanted(sent: URLSearchParams, now: number): Wanted | undefined {
  const ids = deliveryId.array().safeParse(sent.getAll('id'))
  if (!ids.success) return undefined
  if (sent.get('matching') !== 'yes') return { ids: [...new Set(ids.data)] }
  const texts = filterTexts(Object.fromEntries(sent))
  const read = readDeadLetterFilter(texts, momentAsOf(now))
  return ids.data.length === 0 && 'filter' in read ? { filter: read.filter, texts } : undefined
}

/** The page from which the operator asked: that of the one delivery, or the list with its filter and its place. */
export function readBack(sent: URLSearchParams, wanted: Wanted): { back: string; backTo: string } {
  const back = sent.get('back') ?? ''
  const [id] = 'ids' in wanted ? wanted.ids : []
  if (back === 'delivery' && id) return { back, backTo: `/dead-letters/${id}` }
  const list = Object.fromEntries(new URLSearchParams(back))
  const before = readPlace(list.before) && list.before
  const query = withQuery('', { ...filterTexts(list), before })
  return { back: query, backTo: `/dead-letters${query}` }
}
