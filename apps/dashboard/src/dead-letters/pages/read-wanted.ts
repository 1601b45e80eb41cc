import type { DeadLetterFilter } from '@passlink/store'
import { deliveryId } from '../delivery-id.ts'
import { type FilterTexts, readFilter, writtenOf } from '../read-filter.ts'
import { readPlace } from './place.ts'
import { withQuery } from './with-query.ts'

/** What a form or a link asks to be changed; undefined when that makes no sense. */
export type Wanted = { ids: string[] } | { filter: DeadLetterFilter; texts: FilterTexts }

/** Deliveries by their ids, or, only where `matching` says so, whatever matches a filter. */
export function readWanted(sent: URLSearchParams, now: number): Wanted | undefined {
  const ids = deliveryId.array().safeParse(sent.getAll('id'))
  if (!ids.success) return undefined
  if (sent.get('matching') !== 'yes') return { ids: [...new Set(ids.data)] }
  const texts = writtenOf(Object.fromEntries(sent))
  const read = readFilter(texts, now)
  return ids.data.length === 0 && 'filter' in read ? { filter: read.filter, texts } : undefined
}

/** Where whoever asked came from: the page of the one delivery, or the list as it was filtered and turned to. */
export function readBack(sent: URLSearchParams, wanted: Wanted): { back: string; backTo: string } {
  const back = sent.get('back') ?? ''
  const [id] = 'ids' in wanted ? wanted.ids : []
  if (back === 'delivery' && id) return { back, backTo: `/dead-letters/${id}` }
  const list = Object.fromEntries(new URLSearchParams(back))
  const before = readPlace(list.before) && list.before
  const query = withQuery('', { ...writtenOf(list), before })
  return { back: query, backTo: `/dead-letters${query}` }
}
