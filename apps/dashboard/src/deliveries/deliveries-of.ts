import { type Search, searchText } from '@passlink/store'
import { withQuery } from '../frame/with-query.ts'

/** The path of the page that lists what a search finds; `after` is the cursor of a page of it. */
export function deliveriesOf(search: Search, after?: string | null): string {
  return withQuery('/deliveries', { q: searchText(search), after: after ?? undefined })
}
