import type { FilterTexts } from '@passlink/store'
import type { Frame } from '../frame/frame.ts'
import { FilterForm } from './filter-form.tsx'
import { DeadLettersPage } from './page.tsx'

/** What helps where there are so many dead letters that a question about them takes too long. */
export const tooSlow =
  'The database needed more than five seconds for these dead letters. Narrow the filter, for example to those that died since 1h.'

/** The filter form, in place of a list that would take too long. */
export function TooSlowPage({ texts, ...frame }: Frame & { texts: FilterTexts }) {
  return (
    <DeadLettersPage {...frame} title="Dead letters" current="dead-letters">
      <div class="heading">
        <h1>Dead letters</h1>
      </div>
      <FilterForm texts={texts} />
      <p class="problem">{tooSlow}</p>
    </DeadLettersPage>
  )
}
