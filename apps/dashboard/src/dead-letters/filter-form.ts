import { deadLetterTexts } from '@passlink/messages'
import { type FilterTexts, filterFields, filterOutcomes } from '@passlink/store'
import { html } from 'hono/html'

type Field = (typeof filterFields)[number]

const suggestedTimes = ['15m', '1h', '1d', '7d']

/** The form that filters the list, with the problem of each invalid field. */
export function filterForm(texts: FilterTexts, problems: FilterTexts = {}) {
  const isWide = filterFields.some(name => name !== 'reason' && (texts[name] || problems[name]))

  function field(name: Field, label: string, hint = '') {
    return html`
            <label>
              <span>${label}</span>
              <input name="${name}" value="${texts[name] ?? ''}" placeholder="${hint}" maxlength="200" autocomplete="off"
                ${hint && html`list="ago"`} ${problems[name] && html`aria-invalid="true" aria-describedby="${name}-problem"`}>
              ${problems[name] && html`<span class="problem" id="${name}-problem">${problems[name]}</span>`}
            </label>`
  }

  return html`
      <form class="filter" action="/dead-letters" aria-label="Filter">
        <div class="reasons">
          ${field('reason', 'Reason contains')}
          <button>Filter</button>
          ${Object.keys(texts).length > 0 && html`<a href="/dead-letters">Clear</a>`}
        </div>
        <details ${isWide && html`open`}>
          <summary>More to filter by</summary>
          <div class="fields">
            ${field('organization', 'Organization')}
            ${field('user', 'User')}
            ${field('relay', 'Last relay')}
            <label>
              <span>Last outcome</span>
              <select name="outcome">
                <option value="">any</option>
                ${filterOutcomes.map(name => html`<option value="${name}" ${texts.outcome === name && html`selected`}>${deadLetterTexts.outcomes[name]}</option>`)}
              </select>
            </label>
            ${field('since', 'Died since', '1h or 2026-01-31T12:00:00Z')}
            ${field('until', 'Died until', '1h or 2026-01-31T12:00:00Z')}
          </div>
          <datalist id="ago">${suggestedTimes.map(value => html`<option value="${value}"></option>`)}</datalist>
        </details>
      </form>`
}
