import { deadLetterTexts } from '@passlink/messages'
import type { DeadLetter, FilterTexts } from '@passlink/store'
import { html } from 'hono/html'
import { deadLetterItem } from './dead-letter-item.ts'
import { filterForm } from './filter-form.ts'
import { type Html, layout } from './layout.ts'
import { withQuery } from './with-query.ts'

type Content = {
  texts: FilterTexts
  /** The number of matching dead letters, and how many of their mails may have arrived. */
  count: number
  maybeArrived: number
  letters: DeadLetter[]
  /** The cursors of this page (undefined on the first page) and of the next one (undefined on the last page). */
  before: string | undefined
  next: string | undefined
  notice: Html | undefined
}

/** The matching dead letters. An operator can change the selected ones, or all. */
export function listPage(content: Content) {
  const { texts, count, letters, before, next, notice } = content
  const isFiltered = Object.keys(texts).length > 0
  const body = html`
      ${notice}
      <div class="heading">
        <h1>Dead letters</h1>
        <p class="quiet">${count === 0 ? 'none' : count.toLocaleString('en')}${isFiltered && ' matching'}</p>
        ${count > 0 && changeAll(texts, count)}
      </div>
      ${(isFiltered || count > 0) && filterForm(texts)}
      ${letters.length === 0 ? emptyList(isFiltered, count) : filledList(content)}
      <nav class="paging" aria-label="Pages">
        ${before && html`<a class="button" rel="first" href="${withQuery('/dead-letters', texts)}">Newest</a>`}
        ${next && html`<a class="button" rel="next" href="${withQuery('/dead-letters', { ...texts, before: next })}">Older</a>`}
      </nav>`
  return layout({ title: 'Dead letters', body, isList: true })
}

function filledList({ texts, before, maybeArrived, letters }: Content) {
  return html`
      <form class="letters">
        <input type="hidden" name="back" value="${withQuery('', { ...texts, before })}">
        <ol>${letters.map(deadLetterItem)}</ol>
        <div class="actions picked">
          <button class="primary" formmethod="post" formaction="/dead-letters/redrive">Redrive selected</button>
          <button formmethod="get" formaction="/dead-letters/discard">Discard selected…</button>
        </div>
      </form>
      <p class="quiet">
        Times are UTC. ${maybeArrived > 0 && `${deadLetterTexts.counted(maybeArrived, 'mail')} may have arrived: a relay’s answer was lost.`}
      </p>`
}

function changeAll(texts: FilterTexts, count: number) {
  const query = { ...texts, matching: 'yes', back: withQuery('', texts) }
  const which = `all ${count.toLocaleString('en')}${Object.keys(texts).length > 0 ? ' matching' : ''}…`
  return html`
        <div class="actions">
          <a class="button" href="${withQuery('/dead-letters/redrive', query)}">Redrive ${which}</a>
          <a class="button" href="${withQuery('/dead-letters/discard', query)}">Discard ${which}</a>
        </div>`
}

function emptyList(isFiltered: boolean, count: number) {
  const message = () => {
    if (count > 0) return html`<p>No more of them on this page.</p>`
    if (isFiltered)
      return html`<p>Nothing that is dead matches this.</p><p><a href="/dead-letters">All dead letters</a></p>`
    return html`<p>Nothing is dead.</p><p class="quiet">Every mail that was promised has been sent, or is still being tried.</p>`
  }
  return html`
      <div class="empty">${message()}</div>`
}
