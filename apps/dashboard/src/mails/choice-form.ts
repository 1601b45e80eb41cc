import { html } from 'hono/html'
import { languages, nameOf } from './languages.ts'
import type { Choice, ChoiceProblems } from './read-choice.ts'

type Name = Exclude<keyof Choice, 'organization'>

const options: { [name in Name]: Record<Choice[name], string> } = {
  mail: { link: 'Link to add a passkey', added: 'Passkey was added' },
  language: Object.fromEntries(languages.map(language => [language, `${nameOf(language)} · ${language}`])),
  scheme: { light: 'Light', dark: 'Dark' },
  width: { desktop: 'Desktop, 700 px', phone: 'Phone, 375 px' },
  view: { html: 'HTML', text: 'Text', source: 'Source' },
}

/** The form that chooses the mail. A field with a problem refers to the element `<name>-problem`. */
export function choiceForm(choice: Choice, problems: ChoiceProblems) {
  const invalid = (name: keyof Choice) =>
    problems[name] && html`aria-invalid="true" aria-describedby="${name}-problem"`

  function selection(name: Name, label: string) {
    return html`
          <label>
            <span>${label}</span>
            <select name="${name}" ${invalid(name)}>
              ${Object.entries(options[name]).map(([value, text]) => html`<option value="${value}" ${value === choice[name] && html`selected`}>${text}</option>`)}
            </select>
          </label>`
  }

  return html`
      <form class="filter mails" action="/mails" aria-label="Mail">
        <div class="fields">
          ${selection('mail', 'Mail')}
          ${selection('language', 'Language')}
          <label>
            <span>Organization</span>
            <input name="organization" value="${choice.organization}" placeholder="its id; empty for a sample"
              maxlength="200" autocomplete="off" spellcheck="false" ${invalid('organization')}>
          </label>
          ${selection('scheme', 'Scheme')}
          ${selection('width', 'Width')}
          ${selection('view', 'View')}
          <button class="primary">Show</button>
        </div>
      </form>`
}
