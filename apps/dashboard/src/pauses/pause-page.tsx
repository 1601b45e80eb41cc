import { kindOfScope, type PauseScope } from '@passlink/store'
import type { Frame } from '../frame/frame.ts'
import { Page } from '../frame/page.tsx'
import { nameOfScope } from '../frame/pause-banner.tsx'
import { placeOfScope } from './place-of-scope.ts'
import type { PauseProblems, PauseTexts } from './read-pause.ts'

type Props = {
  frame: Frame
  scope: PauseScope
  isPaused: boolean
  texts: PauseTexts
  problems?: PauseProblems
}

const consequences = {
  mail: 'No mail is sent until the pause ends. Links go on being accepted, and wait; what waits longer than its deadline dies.',
  webhook: 'No webhook is sent until the pause ends. They wait; what waits longer than its deadline dies.',
  relay:
    'It gets neither mails nor probes until the pause ends. Other relays take its mails, if there are any.',
  organization:
    'Its mails are not sent until the pause ends. They wait; what waits longer than its deadline dies.',
}

const hints = { reason: 'shown above every page', until: '2h, or 2026-01-31T12:00:00Z' }

/** The form that pauses something, or gives a pause in force another reason and end. */
export function PausePage({ frame, scope, isPaused, texts, problems = {} }: Props) {
  const title = isPaused ? `Change the pause of ${nameOfScope(scope)}` : `Pause ${nameOfScope(scope)}`
  const { path, place } = placeOfScope(scope)
  return (
    <Page {...frame} title={title} current={place}>
      <h1>{title}</h1>
      <p>{consequences[kindOfScope(scope)]}</p>
      <form class="filter" method="post" action="/pauses/set">
        <input type="hidden" name="scope" value={scope} />
        <div class="fields">
          <Field name="reason" label="Reason" texts={texts} problems={problems} required />
          <Field
            name="until"
            label="Until; empty: until somebody ends it"
            texts={texts}
            problems={problems}
          />
        </div>
        <div class="actions">
          <button type="submit" class="primary">
            {isPaused ? 'Change the pause' : 'Pause'}
          </button>
          <a class="button" href={path}>
            Cancel
          </a>
        </div>
      </form>
    </Page>
  )
}

type FieldProps = {
  name: keyof PauseTexts
  label: string
  texts: PauseTexts
  problems: PauseProblems
  required?: boolean
}

function Field({ name, label, texts, problems, required = false }: FieldProps) {
  const problem = problems[name]
  return (
    <label>
      <span>{label}</span>
      <input
        name={name}
        value={texts[name]}
        placeholder={hints[name]}
        maxlength={200}
        required={required}
        autocomplete="off"
        {...(problem ? { 'aria-invalid': 'true' as const, 'aria-describedby': `${name}-problem` } : {})}
      />
      {problem && (
        <span class="problem" id={`${name}-problem`}>
          {problem}
        </span>
      )}
    </label>
  )
}
