import type { DeliveryKind } from '../deliveries/delivery.ts'

/** The states that deliveries can be searched by; `open` is any of the first three. */
export const searchStates = [
  'queued',
  'sending',
  'waiting',
  'open',
  'sent',
  'delayed',
  'bounced',
  'complained',
  'dead',
  'discarded',
] as const

export const searchKinds = ['link', 'notice', 'webhook'] as const satisfies DeliveryKind[]

/** The words of a search, in the order in which they are written. */
export const searchWords = [
  'delivery',
  'link',
  'request',
  'address',
  'user',
  'org',
  'kind',
  'state',
  'relay',
  'after',
  'before',
] as const

export type SearchWord = (typeof searchWords)[number]

/**
 * What deliveries are searched by; what is absent excludes none. `bare` has no word before it: it is an id of anything,
 * or an address. `link` is an id, or several with commas between, of which one is a link's: an address may have others.
 * `org` is the id of an organization, `relay` that of the last attempt. `after` and `before` limit when a
 * delivery was recorded, as texts that `momentAt` reads.
 */
export type Search = { bare?: string } & {
  [Word in Exclude<SearchWord, 'state' | 'kind'>]?: string
} & { state?: (typeof searchStates)[number]; kind?: DeliveryKind }
