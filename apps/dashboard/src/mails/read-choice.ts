import { type ColorScheme, type MailKind, mailKinds } from '@passlink/mail'
import { printable } from '@passlink/runtime'
import { field } from '@passlink/store'
import { languages } from './languages.ts'

/** The mail to show, and how. `organization` is an id, or empty for the sample organization. */
export type Choice = {
  mail: MailKind
  language: string
  organization: string
  scheme: ColorScheme
  width: 'desktop' | 'phone'
  view: 'html' | 'text' | 'source'
}

/** What is wrong with each field of a choice, as a sentence. */
export type ChoiceProblems = Partial<Record<keyof Choice, string>>

const defaults: Choice = {
  mail: 'link',
  language: 'en',
  organization: '',
  scheme: 'light',
  width: 'desktop',
  view: 'html',
}

const known: Record<Exclude<keyof Choice, 'organization'>, readonly string[]> = {
  mail: mailKinds,
  language: languages,
  scheme: ['light', 'dark'] satisfies Choice['scheme'][],
  width: ['desktop', 'phone'] satisfies Choice['width'][],
  view: ['html', 'text', 'source'] satisfies Choice['view'][],
}

/**
 * Reads a choice from the parameters of a URL. A field that is missing or blank, and one with a problem, has its default;
 * the organization stays as it was sent.
 */
export function readChoice(sent: Record<string, string>): { choice: Choice; problems: ChoiceProblems } {
  const organization = sent.organization?.trim() ?? ''
  const id = field.id.safeParse(organization)
  const problems: ChoiceProblems =
    organization === '' || id.success ? {} : { organization: 'This is not the id of an organization.' }
  const choice: Record<string, string> = { ...defaults, organization }
  for (const [name, values] of Object.entries(known)) {
    const value = sent[name]?.trim()
    if (!value) continue
    if (values.includes(value)) choice[name] = value
    else problems[name as keyof Choice] = noSuch(name as keyof Choice, value)
  }
  return { choice: choice as Choice, problems }
}

/** The problem of a field that names something unknown. */
export function noSuch(name: keyof Choice, value: string): string {
  return `There is no ${name} “${printable(value)}”.`
}
