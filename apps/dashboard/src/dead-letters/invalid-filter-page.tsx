import type { FilterTexts } from '@passlink/store'
import type { Frame } from '../frame/frame.ts'
import { FilterForm } from './filter-form.tsx'
import { DeadLettersPage } from './page.tsx'

/** The filter form with the problems of an invalid filter. */
export function InvalidFilterPage({
  texts,
  problems,
  ...frame
}: Frame & { texts: FilterTexts; problems: FilterTexts }) {
  return (
    <DeadLettersPage {...frame} title="Dead letters" current="dead-letters">
      <div class="heading">
        <h1>Dead letters</h1>
      </div>
      <FilterForm texts={texts} problems={problems} />
      {problems.group && <p class="problem">The group: {problems.group}</p>}
      {problems.outcome && <p class="problem">Last outcome: {problems.outcome}</p>}
    </DeadLettersPage>
  )
}
