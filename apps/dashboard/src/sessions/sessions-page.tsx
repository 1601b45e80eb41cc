import type { OperatorSession } from '@passlink/store'
import { Badge } from '../frame/badge.tsx'
import type { Frame } from '../frame/frame.ts'
import { Moment } from '../frame/moment.tsx'
import { Page } from '../frame/page.tsx'
import { Table } from '../frame/table.tsx'
import { withQuery } from '../frame/with-query.ts'

/** `ownId` is the id of the session in which the page is seen. */
type Content = Frame & { sessions: OperatorSession[]; ownId: string | undefined; max: number }

/** The sessions that have not ended, the last used first. */
export function SessionsPage({ sessions, ownId, max, ...frame }: Content) {
  return (
    <Page {...frame} title="Sessions" current="sessions">
      <div class="heading">
        <h1>Sessions</h1>
        <p class="quiet">
          of browsers in which somebody is signed in
          {sessions.length === max && `, the last used ${max}`}
        </p>
      </div>
      {sessions.length === 0 ? (
        <div class="empty">
          <p>Nobody is signed in with a browser.</p>
        </div>
      ) : (
        <Table label="Sessions" head={['Operator', 'Role', 'Signed in', 'From', 'Last used', 'Ends', '']}>
          {sessions.map(session => (
            <SessionRow session={session} isOwn={session.id === ownId} />
          ))}
        </Table>
      )}
    </Page>
  )
}

function SessionRow({ session, isOwn }: { session: OperatorSession; isOwn: boolean }) {
  const { id, operator, name, role, address, createdAt, seenAt, endsAt } = session
  return (
    <tr>
      <td>
        <a href={withQuery('/audit', { operator })}>{name}</a>
        {isOwn && <span class="quiet"> (this one)</span>}
      </td>
      <td>
        <Badge kind="">{role}</Badge>
      </td>
      <td>
        <Moment at={createdAt} />
      </td>
      <td>{address}</td>
      <td>
        <Moment at={seenAt} />
      </td>
      <td>
        <Moment at={endsAt} />
      </td>
      <td>
        <form method="post" action="/sessions/end">
          <input type="hidden" name="id" value={id} />
          <button type="submit" class="small grave" aria-label={`End the session of ${name} from ${address}`}>
            End
          </button>
        </form>
      </td>
    </tr>
  )
}
