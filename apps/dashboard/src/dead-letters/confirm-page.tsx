import { deadLetterTexts } from '@passlink/messages'
import type { ChangeName, DeadLetterCount, FilterTexts, Picked } from '@passlink/store'
import type { Frame } from '../frame/frame.ts'
import { readable } from '../frame/moment.tsx'
import { countOf } from '../overview/amounts.ts'
import { DeadLettersPage } from './page.tsx'
import { pickedText } from './picked.ts'

/**
 * The deliveries to change, picked or by a filter, with the words of its group of reasons. The mail of `maybeArrived`
 * deliveries may have arrived. `hasMore`: there are more of both.
 */
export type Subject = Pick<DeadLetterCount, 'count' | 'hasMore' | 'maybeArrived'> &
  ({ picked: Picked[] } | { texts: FilterTexts; groupWords: string | undefined })

type Content = { frame: Frame; change: ChangeName; subject: Subject; back: string; backTo: string }

const verbs = { redrive: 'Redrive', discard: 'Discard' }

const consequences = {
  redrive:
    'Each is tried anew, with a fresh lifetime for its link and as much time as it had at first. What cannot be mailed any more stays dead, and says why.',
  discard:
    'They are never mailed and no longer listed here. That is final. They stay on record with all their attempts.',
}

const fieldNames: Record<string, string> = {
  organization: 'organization',
  user: 'user',
  relay: 'last relay',
  outcome: 'last outcome',
  reason: 'reason contains',
  group: 'reason',
  since: 'died since',
  until: 'died until',
}

/** Asks for a confirmation before a change that is final or affects all matching deliveries. */
export function ConfirmPage({ frame, change, subject, back, backTo }: Content) {
  const { count, hasMore, maybeArrived } = subject
  const atLeast = hasMore ? 'at least ' : ''
  const title = `${verbs[change]} ${atLeast}${deadLetterTexts.counted(count, 'dead letter')}?`
  return (
    <DeadLettersPage {...frame} title={title}>
      <h1>{title}</h1>
      {'texts' in subject && <FilterSummary texts={subject.texts} groupWords={subject.groupWords} />}
      <p>{consequences[change]}</p>
      {maybeArrived > 0 && (
        <p class="warning">
          Of {atLeast}
          {countOf(maybeArrived)} a relay’s answer was lost: the mail may have arrived
          {change === 'redrive' && ', and would then arrive twice, with the same link'}.
        </p>
      )}
      <form class="actions" method="post" action={`/dead-letters/${change}`}>
        <Hidden fields={[['back', back], ...fieldsOf(subject)]} />
        <button type="submit" class={change === 'redrive' ? 'primary' : 'grave'}>
          {verbs[change]} {countOf(count, hasMore)}
        </button>
        <a class="button" href={backTo}>
          Cancel
        </a>
      </form>
    </DeadLettersPage>
  )
}

type SummaryProps = { texts: FilterTexts; groupWords: string | undefined }

function FilterSummary({ texts, groupWords }: SummaryProps) {
  function shown(name: string, value: string): string {
    if (name === 'group') return groupWords ?? value
    return ['since', 'until'].includes(name) ? `${readable(value)} UTC` : value
  }

  return (
    <ul class="chosen">
      {Object.entries(texts).map(([name, value]) => (
        <li>
          <span class="quiet">{fieldNames[name]}</span> {shown(name, value)}
        </li>
      ))}
    </ul>
  )
}

const fieldsOf = (subject: Subject): [string, string][] =>
  'picked' in subject
    ? subject.picked.map(one => ['id', pickedText(one)])
    : Object.entries({ ...subject.texts, matching: 'yes' })

function Hidden({ fields }: { fields: [string, string][] }) {
  return (
    <>
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  )
}
