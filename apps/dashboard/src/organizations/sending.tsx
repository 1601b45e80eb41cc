import { scopeOfOrganization } from '@passlink/store'
import { Moment } from '../frame/moment.tsx'
import type { ShownPause } from '../frame/pause-banner.tsx'
import { PauseActions } from '../pauses/pause-actions.tsx'

/** `pauses` are all in force; null if they are not known. */
type Props = { id: string; pauses: ShownPause[] | null; canChange: boolean }

/** The pause of an organization's mails, if it is in force. */
export const pauseOf = (id: string, pauses: ShownPause[] | null): ShownPause | undefined =>
  pauses?.find(({ scope }) => scope === scopeOfOrganization(id))

/** Whether the mails of an organization are sent, and the ways to pause and resume them. */
export function Sending({ id, pauses, canChange }: Props) {
  const pause = pauseOf(id, pauses)
  return (
    <>
      {pauses !== null && (pause ? <Paused {...pause} /> : <p>Its mails are not paused.</p>)}
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
