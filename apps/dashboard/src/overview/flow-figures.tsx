import type { Flow, Flows } from '@passlink/store'
import { countOf, durationOf } from './amounts.ts'
import { Figure } from './figure.tsx'
import { Sparkline } from './sparkline.tsx'

type Props = { id: string; what: string; flow: Flow; minutesKnown: Flows['minutesKnown'] }

/** How many mails or webhooks a minute are sent, and how long they take. */
export function FlowFigures({ id, what, flow, minutesKnown }: Props) {
  const { recorded, sent, medianMs, slowMs, sentPerMinute, slowMsPerMinute } = flow
  const lastMinute = sentPerMinute.at(-1) ?? 0
  const period = minutesKnown < 60 ? `the last ${minutesKnown} minutes` : 'the last hour'
  const greatest = greatestOf(sentPerMinute)
  return (
    <>
      <Figure name={`${what} a minute`} value={countOf(lastMinute)}>
        <Sparkline
          id={`${id}-sent`}
          title={`${what} a minute in the last hour`}
          description={`${countOf(lastMinute)} in the last minute, ${countOf(greatest ?? 0)} in the busiest`}
          values={sentPerMinute}
        />
        <p>
          {countOf(sent)} sent and {countOf(recorded)} asked for in {period}
        </p>
      </Figure>
      <Figure
        name={`${what}: time to accepted`}
        value={durationOf(medianMs)}
        {...(medianMs === null ? {} : { unit: 'half (p50)' })}
      >
        <Sparkline
          id={`${id}-took`}
          title={`${what}: time to accepted in the last hour, of 95 % in each minute`}
          description={`${durationOf(slowMsPerMinute.at(-1) ?? null)} in the last minute, ${durationOf(greatestOf(slowMsPerMinute))} in the slowest`}
          values={slowMsPerMinute}
        />
        <p>
          {slowMs === null ? (
            `none in ${period}`
          ) : (
            <>
              95 % (p95) took <strong>{durationOf(slowMs)}</strong> at most, in {period}
            </>
          )}
        </p>
      </Figure>
    </>
  )
}

function greatestOf(values: (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length > 0 ? Math.max(...known) : null
}
