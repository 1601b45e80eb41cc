import { deadLetterTexts } from '@passlink/messages'
import type { DeadLetter } from '@passlink/store'
import { Moment } from '../frame/moment.tsx'
import { OutcomeBadge } from './badges.tsx'
import { pickedText } from './picked.ts'

/** A dead letter in the list, with a checkbox for whoever may change it, and a link to its delivery. */
export function DeadLetterItem({ letter, canChange }: { letter: DeadLetter; canChange: boolean }) {
  const { deliveryId, organizationId, userId, kind, deadAt, reason, attempts, outcome, relay, linkState } =
    letter
  const lastOutcome = attempts === 0 ? 'none' : outcome
  const facts = [
    deadLetterTexts.counted(attempts, 'attempt'),
    relay,
    kind !== 'link' && kind,
    kind === 'link' && linkState !== 'open' && `link ${linkState}`,
  ]
  return (
    <li>
      {canChange && (
        <label class="tick">
          <input
            type="checkbox"
            name="id"
            value={pickedText({ deliveryId, afterAttempts: attempts })}
            aria-label={`Select delivery ${deliveryId} of ${userId}`}
          />
        </label>
      )}
      <div class="letter">
        <a class="reason" href={`/dead-letters/${deliveryId}`}>
          {reason}
        </a>
        <p class="quiet">
          <span class="who">{userId}</span> of <span class="who">{organizationId}</span>
          {facts.filter(Boolean).map(fact => ` · ${fact}`)}
        </p>
      </div>
      <p class="when">
        {lastOutcome && <OutcomeBadge outcome={lastOutcome} />} <Moment at={deadAt} />
      </p>
    </li>
  )
}
