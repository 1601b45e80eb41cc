import { scopeOfOrganization } from '@passlink/store'
import { Moment } from '../frame/moment.tsx'
import type { ShownPause } from '../frame/pause-banner.tsx'
import { PauseActions } from '../pauses/pause-actions.tsx'

type Props = { id: string; pause: ShownPause | undefined; canChange: boolean }

/** Whether the mails of an organization are sent, and the ways to pause and resume them. */
export function Sending({ id, pause, canChange }: Props) {
  return (
    <>
      {pause ? <Paused {...pause} /> : <p>Its mails are not paused.</p>}
      {canChange && (
        <div class="actions">
          <PauseActions
            scope={scopeOfOrganization(id)}
            name={`the mails of ${id}`}
            isPaused={pause !== undefined}
            withName
          />
        </div>
      )}
    </>
  )
}

function Paused({ reason, operator, since, endsAt }: ShownPause) {
  return (
    <p>
      Its mails have been paused by {operator} since <Moment at={since} />
      {endsAt === null ? ', until somebody resumes them' : [', until ', <Moment at={endsAt} />]}: {reason}
    </p>
  )
}
