import type { ListedOrganization, ListedOrganizations } from '@passlink/store'
import { deliveriesOf } from '../deliveries/deliveries-of.ts'
import { Badge } from '../frame/badge.tsx'
import type { Frame } from '../frame/frame.ts'
import { Page } from '../frame/page.tsx'
import { Table } from '../frame/table.tsx'
import { withQuery } from '../frame/with-query.ts'
import { organizationPath } from './organization-path.ts'

/** `after` is the id before this page; undefined on the first one. */
type Content = {
  frame: Frame
  text: string
  problem?: string
  found?: ListedOrganizations
  after?: string | undefined
}

/** The organizations whose id or name has the text in it, in the order of their ids. */
export function OrganizationsPage({ frame, text, problem, found, after }: Content) {
  return (
    <Page {...frame} title="Organizations" current="organizations">
      <div class="heading">
        <h1>Organizations</h1>
      </div>
      <SearchForm text={text} problem={problem} />
      {found && <Found text={text} found={found} />}
      <Pages text={text} after={after} next={found?.next} />
    </Page>
  )
}

function SearchForm({ text, problem }: { text: string; problem: string | undefined }) {
  return (
    <form class="filter" action="/organizations" aria-label="Search organizations">
      <div class="reasons">
        <label>
          <span>Id or name contains</span>
          <input
            name="q"
            value={text}
            maxlength={200}
            autocomplete="off"
            spellcheck={false}
            {...(problem ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'problem' } : {})}
          />
          {problem && (
            <span class="problem" id="problem">
              {problem}
            </span>
          )}
        </label>
        <button type="submit">Search</button>
        {text !== '' && <a href="/organizations">Clear</a>}
      </div>
    </form>
  )
}

function Found({ text, found: { organizations, next } }: { text: string; found: ListedOrganizations }) {
  if (organizations.length > 0)
    return (
      <Table label="Organizations" head={['Organization', 'Name', 'People', 'Mails', '']}>
        {organizations.map(organization => (
          <Line {...organization} />
        ))}
      </Table>
    )
  const nothing = text === '' ? 'There is no organization.' : 'No organization matches this.'
  return (
    <div class="empty">
      <p>{next ? 'None so far. The next page looks further.' : nothing}</p>
    </div>
  )
}

function Line({ id, name, users, hasMoreUsers, pause }: ListedOrganization) {
  return (
    <tr>
      <td class="who">
        <a href={organizationPath('show', id)}>{id}</a>
      </td>
      <td class="who">{name}</td>
      <td>
        {users.toLocaleString('en')}
        {hasMoreUsers && '+'}
      </td>
      <td>{pause ? <Badge kind="attention">paused</Badge> : <Badge kind="good">sent</Badge>}</td>
      <td>
        <a href={deliveriesOf({ org: id })} aria-label={`Deliveries of ${id}`}>
          Deliveries
        </a>
      </td>
    </tr>
  )
}

function Pages({
  text,
  after,
  next,
}: {
  text: string
  after: string | undefined
  next: string | null | undefined
}) {
  if (!after && !next) return null
  return (
    <nav class="paging" aria-label="Pages">
      {after && (
        <a class="button" rel="first" href={withQuery('/organizations', { q: text })}>
          First
        </a>
      )}
      {next && (
        <a class="button" rel="next" href={withQuery('/organizations', { q: text, after: next })}>
          Next
        </a>
      )}
    </nav>
  )
}
