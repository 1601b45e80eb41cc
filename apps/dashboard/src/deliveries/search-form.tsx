import { searchKinds, searchStates } from '@passlink/store'
import { withQuery } from '../frame/with-query.ts'

type Word = { word: string; says: string; example: string }

const words: Word[] = [
  { word: 'user', says: 'the id of a person', example: 'user:alice' },
  {
    word: 'address',
    says: 'the address of a person, in upper or lower case',
    example: 'address:alice@example.com',
  },
  { word: 'org', says: 'the id of an organization', example: 'org:acme' },
  {
    word: 'link',
    says: 'the id of a link, or its address',
    example: 'link:01939b1c-7b00-7abc-8def-0123456789ab',
  },
  {
    word: 'delivery',
    says: 'the id of a delivery',
    example: 'delivery:01939b1c-7b00-7abc-8def-0123456789ab',
  },
  { word: 'request', says: 'the id of a request to the API', example: 'request:01939b1c-7b00-7abc' },
  { word: 'state', says: searchStates.join(', '), example: 'state:dead' },
  { word: 'kind', says: searchKinds.join(', '), example: 'kind:notice state:waiting' },
  { word: 'relay', says: 'host and port of the last relay', example: 'relay:smtp.example.com:587' },
  {
    word: 'after',
    says: 'recorded since a time, or so long ago: 30m, 2h, 7d',
    example: 'state:bounced after:7d',
  },
  { word: 'before', says: 'recorded before it', example: 'after:2026-11-01 before:2026-11-08T12:00Z' },
]

/** The search box, the problems of what is in it, each a sentence, and what can be in it. */
export function SearchForm({ text, problems = [] }: { text: string; problems?: string[] }) {
  const isInvalid = problems.length > 0
  return (
    <search>
      <form class="filter" action="/deliveries" aria-label="Search">
        <div class="reasons">
          <label>
            <span>Person, address, link, delivery, request or organization</span>
            <input
              type="search"
              name="q"
              value={text}
              maxlength={1_000}
              autocomplete="off"
              spellcheck={false}
              {...(isInvalid ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'problems' } : {})}
            />
          </label>
          <button type="submit">Search</button>
          {text !== '' && <a href="/deliveries">Clear</a>}
        </div>
        {isInvalid && (
          <div id="problems">
            {problems.map(problem => (
              <p class="problem">{problem}</p>
            ))}
          </div>
        )}
        <details open={isInvalid}>
          <summary>What can be searched for</summary>
          <SearchHelp />
        </details>
      </form>
    </search>
  )
}

function SearchHelp() {
  return (
    <>
      <p class="quiet">
        An id or an address alone finds whatever has it. Words narrow the search; each can be there once. A
        value with white space is written between quotation marks: <code>user:"Alice Adams"</code>.
      </p>
      <ul class="words">
        {words.map(({ word, says, example }) => (
          <li>
            <code>{word}:</code> <span>{says}</span>{' '}
            <a href={withQuery('/deliveries', { q: example })}>{example}</a>
          </li>
        ))}
      </ul>
    </>
  )
}
