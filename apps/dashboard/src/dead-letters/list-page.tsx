import { deadLetterTexts } from '@passlink/messages'
import type { DeadLetter, DeadLetterCount, FilterTexts, GroupedDeadLetters } from '@passlink/store'
import type { Child } from 'hono/jsx'
import { mayChange } from '../access/operator.ts'
import type { Frame } from '../frame/frame.ts'
import { Paging } from '../frame/paging.tsx'
import { withQuery } from '../frame/with-query.ts'
import { countOf } from '../overview/amounts.ts'
import { DeadLetterItem } from './dead-letter-item.tsx'
import { FilterForm } from './filter-form.tsx'
import { Groups } from './groups.tsx'
import { DeadLettersPage } from './page.tsx'

type Content = {
  texts: FilterTexts
  /** How many match, and how many of their mails may have arrived; undefined if counting would have taken too long. */
  counted: DeadLetterCount | undefined
  letters: DeadLetter[]
  /** The matching dead letters by their reasons; undefined if that would have taken too long. */
  grouped: GroupedDeadLetters | undefined
  /** The cursors of this page (undefined on the first page) and of the next one (undefined on the last page). */
  before: string | undefined
  next: string | undefined
}

/** The matching dead letters. An operator who may change them can change the selected ones, or all. */
export function ListPage({ frame, notice, ...content }: Content & { frame: Frame; notice: Child }) {
  const { texts, counted, letters, before, next } = content
  const count = counted?.count ?? letters.length
  const isFiltered = Object.keys(texts).length > 0
  const canChange = mayChange(frame.operator)
  return (
    <DeadLettersPage {...frame} title="Dead letters" current="dead-letters" notice={notice}>
      <div class="heading">
        <h1>Dead letters</h1>
        <p class="quiet">
          {countText(counted)}
          {isFiltered && ' matching'}
        </p>
        {counted && count > 0 && canChange && <ChangeAll texts={texts} counted={counted} />}
      </div>
      {(isFiltered || count > 0) && <FilterForm texts={texts} />}
      {count > 0 && <Groups texts={texts} grouped={content.grouped} />}
      {letters.length === 0 ? (
        <EmptyList isFiltered={isFiltered} count={count} />
      ) : (
        <FilledList {...content} canChange={canChange} />
      )}
      <Paging
        newest={before && withQuery('/dead-letters', texts)}
        older={next && withQuery('/dead-letters', { ...texts, before: next })}
      />
    </DeadLettersPage>
  )
}

function FilledList({ texts, before, counted, letters, canChange }: Content & { canChange: boolean }) {
  const { maybeArrived = 0, hasMore = false } = counted ?? {}
  return (
    <>
      <form class="letters">
        <input type="hidden" name="back" value={withQuery('', { ...texts, before })} />
        <ol>
          {letters.map(letter => (
            <DeadLetterItem letter={letter} canChange={canChange} />
          ))}
        </ol>
        {canChange && (
          <div class="actions picked">
            <button type="submit" class="primary" formmethod="post" formaction="/dead-letters/redrive">
              Redrive selected
            </button>
            <button type="submit" formmethod="get" formaction="/dead-letters/discard">
              Discard selected…
            </button>
          </div>
        )}
      </form>
      {maybeArrived > 0 && (
        <p class="quiet">
          {hasMore && 'At least '}
          {deadLetterTexts.counted(maybeArrived, 'mail')} may have arrived: a relay’s answer was lost.
        </p>
      )}
    </>
  )
}

function countText(counted: DeadLetterCount | undefined): string {
  if (!counted) return 'too many to count'
  return counted.count === 0 ? 'none' : countOf(counted.count, counted.hasMore)
}

function ChangeAll({ texts, counted }: { texts: FilterTexts; counted: DeadLetterCount }) {
  const query = { ...texts, matching: 'yes', back: withQuery('', texts) }
  const which = `all ${countOf(counted.count, counted.hasMore)}${Object.keys(texts).length > 0 ? ' matching' : ''}…`
  return (
    <div class="actions">
      <a class="button" href={withQuery('/dead-letters/redrive', query)}>
        Redrive {which}
      </a>
      <a class="button" href={withQuery('/dead-letters/discard', query)}>
        Discard {which}
      </a>
    </div>
  )
}

function EmptyList({ isFiltered, count }: { isFiltered: boolean; count: number }) {
  if (count > 0)
    return (
      <div class="empty">
        <p>No more of them on this page.</p>
      </div>
    )
  if (isFiltered)
    return (
      <div class="empty">
        <p>Nothing that is dead matches this.</p>
        <p>
          <a href="/dead-letters">All dead letters</a>
        </p>
      </div>
    )
  return (
    <div class="empty">
      <p>Nothing is dead.</p>
      <p class="quiet">Every mail that was promised has been sent, or is still being tried.</p>
    </div>
  )
}
