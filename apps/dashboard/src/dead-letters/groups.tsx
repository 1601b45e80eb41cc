import { deadLetterTexts } from '@passlink/messages'
import type { DeadLetterGroup, FilterTexts, GroupedDeadLetters } from '@passlink/store'
import { Moment } from '../frame/moment.tsx'
import { withQuery } from '../frame/with-query.ts'

/** `grouped` is undefined if the database would have needed too long for it. */
type Props = { texts: FilterTexts; grouped: GroupedDeadLetters | undefined }

const shownMax = 20

/** The reasons of the matching dead letters, counted, each with a link to those that have it. */
export function Groups({ texts, grouped }: Props) {
  const { group: chosen, ...others } = texts
  if (!grouped) return <p class="quiet">There are too many to group them by their reasons. A filter helps.</p>
  const { groups, count, countedSince } = grouped
  if (chosen === undefined && count < 2) return null
  return (
    <section class="groups" aria-labelledby="groups-title">
      <h2 id="groups-title">{chosen === undefined ? 'By reason' : 'Of one reason'}</h2>
      <ul>
        {groups.slice(0, shownMax).map(one => (
          <Group group={one} texts={others} isChosen={one.group === chosen} />
        ))}
      </ul>
      {chosen !== undefined && (
        <p>
          <a href={withQuery('/dead-letters', others)}>All reasons</a>
        </p>
      )}
      {groups.length > shownMax && (
        <p class="quiet">and {deadLetterTexts.counted(groups.length - shownMax, 'rarer reason')}</p>
      )}
      {countedSince && (
        <p class="quiet">
          Counted are those that died since <Moment at={countedSince} />. There are older ones.
        </p>
      )}
    </section>
  )
}

type GroupProps = { group: DeadLetterGroup; texts: FilterTexts; isChosen: boolean }

function Group({ group: { group, words, count, newest, oldest, relays }, texts, isChosen }: GroupProps) {
  return (
    <li>
      <strong class="count">{count.toLocaleString('en')}</strong>
      <div>
        {isChosen ? (
          <span>{words}</span>
        ) : (
          <a class="reason" href={withQuery('/dead-letters', { ...texts, group })}>
            {words}
          </a>
        )}
        <p class="quiet">
          <Moment at={oldest} />
          {newest !== oldest && [' to ', <Moment at={newest} />]}
          {relays.length > 0 && ` · ${relays.join(', ')}`}
        </p>
      </div>
    </li>
  )
}
