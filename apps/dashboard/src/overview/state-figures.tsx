import { deadLetterTexts } from '@passlink/messages'
import type { Overview } from '@passlink/store'
import { withQuery } from '../frame/with-query.ts'
import { countOf, durationOf, latestAndGreatest } from './amounts.ts'
import { Figure } from './figure.tsx'
import { Sparkline } from './sparkline.tsx'

const groupsMax = 3
// As long as the longest usual retry.
const lateMs = 15 * 60_000

const kinds = { link: 'link', notice: 'notice', webhook: 'webhook' } as const
const statuses = { queued: 'queued', sending: 'under way', waiting: 'waiting for a retry' } as const

/** What is not sent yet, and for how long. */
export function OpenFigure({ open }: Pick<Overview, 'open'>) {
  const { counts, count, hasMore, oldestMs, overdueMs } = open
  return (
    <Figure
      name="Oldest open"
      value={durationOf(oldestMs)}
      {...(oldestMs !== null && oldestMs > lateMs ? { kind: 'attention' as const } : {})}
    >
      <p>
        <strong>{countOf(count, hasMore)}</strong> open
        {overdueMs !== null && `, due for ${durationOf(overdueMs)} at most`}
      </p>
      {counts.length > 0 && (
        <ul>
          {counts.map(({ kind, status, count }) => (
            <li>
              {deadLetterTexts.counted(count, kinds[kind])}{' '}
              {statuses[status as keyof typeof statuses] ?? status}
            </li>
          ))}
        </ul>
      )}
    </Figure>
  )
}

/** What died in the last 24 hours, and mostly why. */
export function DeadFigure({ dead }: Pick<Overview, 'dead'>) {
  const { count, hasMore, perHour, groups, groupedSince } = dead
  const { latest, greatest } = latestAndGreatest(perHour, count)
  return (
    <Figure name="Dead in 24 hours" value={countOf(count, hasMore)} {...(count > 0 ? { kind: 'bad' } : {})}>
      <Sparkline
        id="dead"
        title="Dead letters an hour in the last 24 hours"
        description={`${latest} in the last hour, ${greatest} in the worst`}
        values={perHour}
      />
      {groups.length > 0 && (
        <ul class="groups">
          {groups.slice(0, groupsMax).map(({ group, words, count }) => (
            <li>
              <a href={withQuery('/dead-letters', { group, since: '1d' })}>
                {countOf(count)} × {words}
              </a>
            </li>
          ))}
          {groups.length > groupsMax && <li>and {countOf(groups.length - groupsMax)} other reasons</li>}
        </ul>
      )}
      {groupedSince !== null && <p>The reasons are those of the latest only.</p>}
      <p>
        <a href="/dead-letters">All dead letters</a>
      </p>
    </Figure>
  )
}
