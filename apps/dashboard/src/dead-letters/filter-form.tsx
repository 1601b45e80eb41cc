import { deadLetterTexts } from '@passlink/messages'
import { type FilterTexts, filterFields, filterOutcomes } from '@passlink/store'

type Field = (typeof filterFields)[number]

const suggestedTimes = ['15m', '1h', '1d', '7d']
const timeHint = '1h or 2026-01-31T12:00:00Z'

/** The form that filters the list, with the problem of each invalid field. */
export function FilterForm({ texts, problems = {} }: { texts: FilterTexts; problems?: FilterTexts }) {
  const isWide = filterFields.some(
    name => !['reason', 'group'].includes(name) && (texts[name] || problems[name]),
  )

  function Input({ name, label, hint }: { name: Field; label: string; hint?: string }) {
    const problem = problems[name]
    return (
      <label>
        <span>{label}</span>
        <input
          name={name}
          value={texts[name] ?? ''}
          placeholder={hint}
          maxlength={200}
          autocomplete="off"
          list={hint && 'ago'}
          {...(problem ? { 'aria-invalid': 'true', 'aria-describedby': `${name}-problem` } : {})}
        />
        {problem && (
          <span class="problem" id={`${name}-problem`}>
            {problem}
          </span>
        )}
      </label>
    )
  }

  return (
    <form class="filter" action="/dead-letters" aria-label="Filter">
      {texts.group && !problems.group && <input type="hidden" name="group" value={texts.group} />}
      <div class="reasons">
        <Input name="reason" label="Reason contains" />
        <button type="submit">Filter</button>
        {Object.keys(texts).length > 0 && <a href="/dead-letters">Clear</a>}
      </div>
      <details open={isWide}>
        <summary>More to filter by</summary>
        <div class="fields">
          <Input name="organization" label="Organization" />
          <Input name="user" label="User" />
          <Input name="relay" label="Last relay" />
          <label>
            <span>Last outcome</span>
            <select name="outcome">
              <option value="">any</option>
              {filterOutcomes.map(name => (
                <option value={name} selected={texts.outcome === name}>
                  {deadLetterTexts.outcomes[name]}
                </option>
              ))}
            </select>
          </label>
          <Input name="since" label="Died since" hint={timeHint} />
          <Input name="until" label="Died until" hint={timeHint} />
        </div>
        <datalist id="ago">
          {suggestedTimes.map(value => (
            <option value={value} />
          ))}
        </datalist>
      </details>
    </form>
  )
}
