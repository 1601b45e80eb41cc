import { deadLetterTexts } from '@passlink/messages'
import { type AttemptOutcome, type ListedRelay, type PauseScope, scopeOfRelay } from '@passlink/store'
import { Facts } from '../frame/facts.tsx'
import { Moment } from '../frame/moment.tsx'
import { countOf, durationOf } from '../overview/amounts.ts'
import { PauseActions } from '../pauses/pause-actions.tsx'
import { AwaySince, StateBadge, shownName } from './relay-state.tsx'

type Props = { relay: ListedRelay; mayChange: boolean }

/** A relay, or an endpoint of webhooks: its state, how its last hour went, and what can be done about it. */
export function RelayCard({ relay, mayChange }: Props) {
  const { name, kind, state, pause, rate, lastHour, reservedMs } = relay
  const { answers, probeInMs } = state
  return (
    <section class="relay" aria-label={shownName(relay)}>
      <div class="heading">
        <h3>{shownName(relay)}</h3>
        <StateBadge relay={relay} />
        {mayChange && (
          <div class="actions">
            {state.away !== null && pause === null && <ProbeForm name={name} />}
            {kind === 'relay' && (
              <PauseActions scope={relayScope(name)} name={name} isPaused={pause !== null} />
            )}
          </div>
        )}
      </div>
      <Facts
        of={[
          ['State', <StateText relay={relay} />],
          ['Next probe', state.away !== null && pause === null && probeText(probeInMs)],
          ['Rate', kind === 'relay' && <RateText rate={rate} />],
          ['Sent', sentText(lastHour)],
          ['Attempts in the last hour', outcomesText(lastHour.outcomes)],
          [
            'They took',
            lastHour.medianMs !== null &&
              `${durationOf(lastHour.medianMs)} (p50), ${durationOf(lastHour.slowMs)} (p95)`,
          ],
          ['Reserved at its rate', reservedMs > 0 && `sends for the next ${durationOf(reservedMs)}`],
          ['Paused', pause && <PauseText pause={pause} />],
        ]}
      />
      {answers.length > 0 && (
        <>
          <p class="quiet">Its last answers that were not well, the latest first:</p>
          <ul class="answers">
            {[...answers].reverse().map(answer => (
              <li>
                <code>{answer}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function ProbeForm({ name }: { name: string }) {
  return (
    <form method="post" action="/relays/probe">
      <input type="hidden" name="name" value={name} />
      <button type="submit" class="small" aria-label={`Probe now: ${name}`}>
        Probe now
      </button>
    </form>
  )
}

function PauseText({ pause }: { pause: NonNullable<ListedRelay['pause']> }) {
  return (
    <>
      by {pause.operator} since <Moment at={pause.since} />: {pause.reason}
    </>
  )
}

const relayScope = (name: string): PauseScope => scopeOfRelay(name)

function RateText({ rate }: Pick<ListedRelay, 'rate'>) {
  if (rate === null) return <>no limit is known</>
  return (
    <>
      <code>{rate}</code>, to which the worker that started last is set
    </>
  )
}

function StateText({ relay }: { relay: ListedRelay }) {
  const { state } = relay
  if (state.away === null) return <>{stateText(relay)}</>
  return (
    <>
      away
      <AwaySince state={state} />: {stateText(relay)}
    </>
  )
}

function stateText({ state, kind }: ListedRelay): string {
  const takes = kind === 'relay' ? 'mails' : 'webhooks'
  if (state.away === 'failing') return `several ${takes} in a row failed, or its last probe did`
  if (state.away === 'deferring') return `it deferred several ${takes} in a row`
  if (state.isOnTrial) return `back, and on trial: it takes one at a time until it accepts one`
  return state.isWell ? 'works' : 'works, but the last answers were not all well'
}

const probeText = (inMs: number) =>
  inMs === 0 ? 'now, by the first worker that looks' : `in ${durationOf(inMs)}`

const sentText = ({ outcomes, acceptedLastMinute }: ListedRelay['lastHour']) =>
  `${countOf(acceptedLastMinute)} in the last minute, ${countOf(outcomes.accepted ?? 0)} in the last hour`

function outcomesText(outcomes: ListedRelay['lastHour']['outcomes']): string {
  const texts = Object.entries(outcomes).map(
    ([outcome, count]) => `${countOf(count)} ${deadLetterTexts.outcomes[outcome as AttemptOutcome]}`,
  )
  return texts.length > 0 ? texts.join(', ') : 'none'
}
