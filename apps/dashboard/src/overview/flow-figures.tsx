import { deadLetterTexts } from '@passlink/messages'
import type { Flow, Flows } from '@passlink/store'
import { countOf, durationOf, latestAndGreatest } from './amounts.ts'
import { Figure } from './figure.tsx'
import { Sparkline } from './sparkline.tsx'

type Props = { id: string; what: string; flow: Flow; minutesKnown: Flows['minutesKnown'] }

/** How many mails or webhooks a minute are sent, and how long they take. */
export function FlowFigures({ id, what, flow, minutesKnown }: Props) {
  const { recorded, sent, medianMs, slowMs, sentPerMinute, slowMsPerMinute } = flow
  const isPartial = minutesKnown < 60
  const { latest, greatest } = latestAndGreatest(sentPerMinute, sent)
  const period = periodOf(minutesKnown)
  return (
    <>
      <Figure name={`${what} a minute`} value={latest}>
        <Sparkline
          id={`${id}-sent`}
          title={`${what} a minute in the last hour`}
          description={`${latest} in the last minute, ${greatest} in the busiest`}
          values={sentPerMinute}
        />
        <p>
          {countOf(recorded, isPartial)} asked for in the last hour; {countOf(sent, isPartial)} sent in it, of
          those asked for in {isPartial ? period : 'the last two'}
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

function periodOf(minutesKnown: number): string {
  if (minutesKnown >= 60) return 'the last hour'
  return minutesKnown < 1 ? 'the last seconds' : `the last ${deadLetterTexts.counted(minutesKnown, 'minute')}`
}

function greatestOf(values: (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length > 0 ? Math.max(...known) : null
}
