import { languages, nameOf } from './languages.ts'
import type { Choice, ChoiceProblems } from './read-choice.ts'

type Name = Exclude<keyof Choice, 'organization'>

const options: { [name in Name]: Record<Choice[name], string> } = {
  mail: { link: 'Link to add a passkey', added: 'Passkey was added', removed: 'Passkey was removed' },
  language: Object.fromEntries(languages.map(language => [language, `${nameOf(language)} · ${language}`])),
  scheme: { light: 'Light', dark: 'Dark' },
  width: { desktop: 'Desktop, 700 px', phone: 'Phone, 375 px' },
  view: { html: 'HTML', text: 'Text', source: 'Source' },
}

/** The form that chooses the mail. A field with a problem refers to the element `<name>-problem`. */
export function ChoiceForm({ choice, problems }: { choice: Choice; problems: ChoiceProblems }) {
  const invalid = (name: keyof Choice) =>
    problems[name] ? { 'aria-invalid': 'true' as const, 'aria-describedby': `${name}-problem` } : {}

  function Selection({ name, label }: { name: Name; label: string }) {
    return (
      <label>
        <span>{label}</span>
        <select name={name} {...invalid(name)}>
          {Object.entries(options[name]).map(([value, text]) => (
            <option value={value} selected={value === choice[name]}>
              {text}
            </option>
          ))}
        </select>
      </label>
    )
  }

  return (
    <form class="filter mails" action="/mails" aria-label="Mail">
      <div class="fields">
        <Selection name="mail" label="Mail" />
        <Selection name="language" label="Language" />
        <label>
          <span>Organization</span>
          <input
            name="organization"
            value={choice.organization}
            placeholder="its id; empty for a sample"
            maxlength={200}
            autocomplete="off"
            spellcheck={false}
            {...invalid('organization')}
          />
        </label>
        <Selection name="scheme" label="Scheme" />
        <Selection name="width" label="Width" />
        <Selection name="view" label="View" />
        <button type="submit" class="primary">
          Show
        </button>
      </div>
    </form>
  )
}
