import { type FoundDeliveries, type Search, searchText } from '@passlink/store'
import type { Frame } from '../frame/frame.ts'
import { Moment } from '../frame/moment.tsx'
import { Page } from '../frame/page.tsx'
import { Paging } from '../frame/paging.tsx'
import { deliveriesOf } from './deliveries-of.ts'
import type { Person } from './find-person.ts'
import { FoundItem } from './found-item.tsx'
import { PersonPanel } from './person-panel.tsx'
import { SearchForm } from './search-form.tsx'
import { stylesOfDeliveries } from './styles-of-deliveries.ts'

/** What a search found. `after` is the cursor of this page; undefined on the first one. */
export type Answer = {
  search: Search
  found: FoundDeliveries
  person: Person | undefined
  after: string | undefined
}

type Content = { frame: Frame; text: string; problems?: string[]; answer?: Answer }

const meanings = {
  delivery: 'the id of a delivery',
  link: 'the id of a link',
  address: 'the address of a person',
  user: 'the id of a person',
  request: 'the id of a request',
  org: 'the id of an organization',
}

const orders = {
  record: 'The newest first.',
  link: 'By the time of their links, the newest first: notices and webhooks are beside the mail of their link.',
  death: 'By the time of death, the latest first.',
}

/** The search box and, unless there is a problem, what was found. */
export function SearchPage({ frame, text, problems, answer }: Content) {
  return (
    <Page {...frame} title="Deliveries" current="deliveries" styles={stylesOfDeliveries}>
      <div class="heading">
        <h1>Deliveries</h1>
        <p class="quiet">mails and webhooks of every state</p>
      </div>
      <SearchForm text={text} {...(problems ? { problems } : {})} />
      {answer && <Found frame={frame} {...answer} />}
    </Page>
  )
}

function Found({ frame, search, found, person, after }: Answer & { frame: Frame }) {
  const { operator } = frame
  const { deliveries, next, takenFor, isPartial, since, order } = found
  const back = deliveriesOf(search, after)
  return (
    <>
      {takenFor && (
        <p class="quiet">
          <span class="who">{search.bare}</span> is {meanings[takenFor]}.
        </p>
      )}
      {person && <PersonPanel {...{ person, operator, back }} />}
      {deliveries.length > 0 ? (
        <>
          <p class="quiet">{orders[order]}</p>
          <ol class="results">
            {deliveries.map(delivery => (
              <FoundItem {...{ delivery, operator, back }} />
            ))}
          </ol>
        </>
      ) : (
        <Nothing search={search} found={found} />
      )}
      {since && !isPartial && (
        <p class="quiet">
          Searched back to <Moment at={since} />. For more, say since when, for example{' '}
          <a href={deliveriesOf({ ...search, after: '90d' })}>{searchText({ ...search, after: '90d' })}</a>.
        </p>
      )}
      {isPartial && (
        <p class="notice attention" role="status">
          These are not all: the search has looked at as many deliveries as it does at once. “Older” goes on
          where it stopped; a person, an organization or a state narrows it.
        </p>
      )}
      <Paging newest={after && deliveriesOf(search)} older={next ? deliveriesOf(search, next) : undefined} />
    </>
  )
}

function Nothing({ search, found: { takenFor, isPartial } }: Pick<Answer, 'search' | 'found'>) {
  if (isPartial) return null
  return (
    <div class="empty">
      <p>
        {Object.keys(search).length > 0 ? 'No delivery matches this.' : 'Nothing has been delivered lately.'}
      </p>
      {takenFor === null && <p class="quiet">Nothing has this id or address.</p>}
    </div>
  )
}
