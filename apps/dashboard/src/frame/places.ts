import { maySeeAudit, type Operator } from '../access/operator.ts'

/** The pages that every page links to, in the order in which they are linked. */
export const places = [
  { name: 'overview', path: '/', text: 'Overview' },
  { name: 'deliveries', path: '/deliveries', text: 'Deliveries' },
  { name: 'dead-letters', path: '/dead-letters', text: 'Dead letters' },
  { name: 'relays', path: '/relays', text: 'Relays' },
  { name: 'organizations', path: '/organizations', text: 'Organizations' },
  { name: 'mails', path: '/mails', text: 'Mails' },
  { name: 'queues', path: '/queues', text: 'Queues' },
  { name: 'audit', path: '/audit', text: 'Audit', isFor: maySeeAudit },
  { name: 'sessions', path: '/sessions', text: 'Sessions', isFor: maySeeAudit },
] as const satisfies Place[]

type Place = { name: string; path: string; text: string; isFor?: (operator: Operator) => boolean }

export type PlaceName = (typeof places)[number]['name']

/** The pages that an operator may see. */
export function placesOf(operator: Operator): (Place & { name: PlaceName })[] {
  return places.filter(place => !('isFor' in place) || place.isFor(operator))
}
