import type { FilterTexts } from '@passlink/store'
import { html } from 'hono/html'
import { filterForm } from './filter-form.ts'
import { layout } from './layout.ts'

/** The filter form with the problems of an invalid filter. */
export function invalidFilterPage(texts: FilterTexts, problems: FilterTexts) {
  const body = html`
      <div class="heading"><h1>Dead letters</h1></div>
      ${filterForm(texts, problems)}
      ${problems.outcome && html`<p class="problem">Last outcome: ${problems.outcome}</p>`}`
  return layout({ title: 'Dead letters', body, isList: true })
}
