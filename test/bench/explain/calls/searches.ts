import { findDeliveries, readSearch, type Search } from '@passlink/store'
import type { Calls } from './call.ts'

const searchFor = (text: string): Search => {
  const read = readSearch(text)
  if ('problems' in read) throw new Error(read.problems.join(' '))
  return read.search
}

const searches = [
  '',
  'request-5001',
  'person-400@acme.example',
  'person-17',
  'org-7',
  'no-such-thing',
  'address:person-400@acme.example state:sent',
  'address:person-400@acme.example user:person-400',
  'user:person-17 state:dead kind:link',
  'org:org-7 state:dead after:200d before:100d',
  'org:org-1 state:waiting',
  'state:dead',
  'state:dead relay:relay-1:25 after:90d',
  'state:open',
  'state:queued before:3h',
  'state:bounced',
  'state:delayed',
  'state:complained',
  'state:sent',
  'kind:webhook after:30d before:20d',
  'relay:none:25',
]

const pages = (text: string, more: { rowsMax?: number; limit?: number } = {}): Calls[string] => {
  return async db => {
    const first = await findDeliveries(db, searchFor(text), { limit: 50, ...more })
    if (first.next) await findDeliveries(db, searchFor(text), { limit: 50, after: first.next, ...more })
  }
}

/** Searches as operators write them, each with the page after the first. */
export const searchCalls: Calls = {
  ...Object.fromEntries(searches.map(text => [`search “${text}”`, pages(text)])),
  'search for a delivery': (db, { sent: [mail] }) => pages(`${mail?.id}`)(db, {} as never),
  'search for a link': (db, { sent: [mail] }) => pages(`link:${mail?.linkId}`)(db, {} as never),
  'search for the address of a link': (db, { sent: [mail, other] }) =>
    pages(`https://id.example/${other?.id}/${mail?.linkId}`)(db, {} as never),
  'search for the dead, five at a time': pages('state:dead', { limit: 5 }),
  'search that looks at few rows': pages('org:org-1 state:discarded', { rowsMax: 60 }),
}
