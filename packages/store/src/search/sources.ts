import { sql } from 'drizzle-orm'
import { leastDeliveryId, maxUuid, nilUuid } from '../deliveries/list-open.ts'
import { isOpenStatus } from '../deliveries/status-of.ts'
import type { Meant } from './meaning.ts'
import type { Cursor } from './merge-rows.ts'
import { momentAt } from './moment.ts'
import { byDeath, byId, byLink, type IdRange, type Source } from './source.ts'

/** By what deliveries are listed, the latest first: when they were recorded, when their links were, or when they died. */
export type Order = 'record' | 'link' | 'death'

/** Where a search looks, the ids of deliveries that it looks for, and their order. */
export type Sources = {
  sources: Source[]
  order: Order
  range: IdRange
  /** Since when deliveries are looked for, as of `Date.now()`, where neither the search nor an index limits it. */
  since: number | null
}

const usualMs = 7 * 86_400_000
// The clocks of the processes that record a link and what follows from it may differ.
const skewMs = 60_000

/**
 * The sources of a search. In each of them `rowsMax` rows are looked at, after the cursor. Deliveries of links are at the
 * places of the links, and thus a notice is beside the mail of its link; others are at their own.
 */
export function sourcesOf(
  { search, userIds }: Meant,
  { after, rowsMax, now }: { after: Cursor | null; rowsMax: number; now: number },
): Sources {
  const since = search.after === undefined ? undefined : momentAt(search.after, now)
  const until = search.before === undefined ? undefined : momentAt(search.before, now)
  const rangeFrom = (at: number | undefined): IdRange => ({
    from: at === undefined ? nilUuid : leastDeliveryId(at),
    to: until === undefined ? maxUuid : leastDeliveryId(until),
  })
  const limits = { after, range: rangeFrom(since), rowsMax }
  const linksTo = until === undefined ? maxUuid : leastDeliveryId(until + skewMs)
  const allOf = (order: Order, ...sources: Source[]): Sources => ({
    sources,
    order,
    range: limits.range,
    since: null,
  })
  const { delivery, link, request, org, state } = search

  if (delivery !== undefined) return allOf('record', byId(sql`id = ${delivery}::uuid`, limits))
  if (link !== undefined) return allOf('record', byId(sql`link_id = ${link}::uuid`, limits))
  if (request !== undefined) return allOf('record', byId(sql`request_id = ${request}`, limits))
  if (userIds?.length === 0) return allOf('record')
  if (userIds !== undefined)
    return allOf(
      'link',
      byLink(sql`user_id in ${userIds}`, linksTo, limits),
      byId(sql`of_user_id in ${userIds}`, limits),
    )
  if (org !== undefined)
    return allOf(
      'link',
      byLink(sql`organization_id = ${org}`, linksTo, limits),
      byId(sql`of_organization_id = ${org}`, limits),
    )
  if (state === 'dead') return allOf('death', byDeath(since ?? 0, limits))
  if (state === 'bounced' || state === 'delayed' || state === 'complained')
    return allOf('record', byId(sql`reports is not null`, limits))
  if (state === 'open' || state === 'queued' || state === 'sending' || state === 'waiting')
    return allOf('record', byId(isOpenStatus, limits))
  const usual = since === undefined ? (until ?? now) - usualMs : null
  const range = rangeFrom(usual ?? since)
  return { sources: [byId(sql`true`, { ...limits, range })], order: 'record', range, since: usual }
}
