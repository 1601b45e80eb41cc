import type { Designs } from './designs.ts'
import { escapeHtml } from './escape-html.ts'
import type { MailKind } from './kinds.ts'
import type { MailColors, OptionalValue } from './look.ts'
import { mailTemplates } from './mail-template.ts'
import type { MailTexts } from './mail-texts.ts'
import { sectionsOf } from './placeholders.ts'
import { compileTemplate } from './template.ts'

/** A mail with sample values, as a person would get it. `from` is the name of the sender. */
export type MailPreview = { from: string; subject: string; text: string; html: string }

export type PreviewOptions = {
  service: string
  /** The name of the organization, and its logo as a data URL. */
  organization: string
  logo?: string | undefined
  colors?: MailColors | undefined
  designs?: Designs | undefined
  accountUrl?: string | undefined
  supportUrl?: string | undefined
  /** Formats a time in the language of the texts. */
  formatMoment: (at: number) => string
  /** The line that names a browser and its system. */
  browser: string
  /** The time at which the mail is sent, in milliseconds. */
  now: number
}

const id = '01890000-0000-7000-8000-000000000000'
const code = 'sampleThatOpensNothing'
const hourMs = 3_600_000

/** Fills a mail with sample values; all optional ones are there, except those that an organization lacks. */
export function previewMail(kind: MailKind, texts: MailTexts, options: PreviewOptions): MailPreview {
  const { organization, logo, accountUrl, supportUrl, formatMoment, browser, now } = options
  const optional: Record<OptionalValue, string | undefined> = {
    logo,
    requester: 'Helen Hill',
    application: 'Notes',
    browser,
    location: 'Bern',
    undoUrl: `https://passlink.example/u/${id}#${code}`,
    accountUrl,
    supportUrl,
  }
  const present = (Object.keys(optional) as OptionalValue[]).filter(
    name => optional[name] && sectionsOf[kind].includes(name),
  )
  const mail = mailTemplates[kind](texts, { ...options, present: new Set(present) })
  const values = {
    ...(optional as Record<string, string>),
    name: 'Alice Adams',
    organization,
    url: `https://passlink.example/l/${id}#${code}`,
    passkey: 'iPhone',
    moment: formatMoment(kind === 'link' ? now + hourMs : now),
    requestedAt: formatMoment(now),
    undoUntil: formatMoment(now + 168 * hourMs),
  }
  return {
    from: compileTemplate(mail.from)(values),
    subject: compileTemplate(mail.subject)(values),
    text: compileTemplate(mail.text)(values),
    html: compileTemplate(mail.html, escapeHtml)(values),
  }
}

export type ColorScheme = 'light' | 'dark'

/** The HTML of a mail as it is in one colour scheme, whatever that of the browser is. */
export const inScheme = (html: string, scheme: ColorScheme): string =>
  html.replace(
    /\(\s*prefers-color-scheme\s*:\s*dark\s*\)/g,
    scheme === 'dark' ? '(min-width: 0)' : '(max-width: 0)',
  )

/** The HTML of a mail with the logo in it, for a browser, which does not know the parts of a mail. */
export const withLogo = (html: string, logo: string | undefined): string =>
  logo ? html.replaceAll('cid:logo', escapeHtml(logo)) : html
