import mjml2html from 'mjml'
import { escapeHtml } from './escape-html.ts'

export type MailContent = { subject: string; html: string; text: string }

/** The design of one kind of mail in one language. Its MJML has a slot `{{name}}` for the value of that name. */
export type MailDesign<Values extends Record<string, string>> = {
  name: string
  mjml: string
  subject: (values: Values) => string
  text: (values: Values) => string
}

/**
 * Compiles the design of a mail. Resolves to a function that fills in the values; each value is escaped in the HTML.
 * Rejects if the MJML is invalid.
 */
export async function compileMail<Values extends Record<string, string>>({
  name,
  mjml,
  subject,
  text,
}: MailDesign<Values>): Promise<(values: Values) => MailContent> {
  const { html, errors } = await mjml2html(mjml, {
    validationLevel: 'strict',
    keepComments: false,
    // By default MJML loads the web fonts that it knows from their hosts, which discloses who reads the mail.
    fonts: {},
    minify: true,
    // Minifying CSS needs another package, and fails on slots.
    minifyOptions: { minifyCss: false },
  })
  if (errors.length > 0) throw new Error(`${name} is not valid MJML: ${errors[0]?.message}`)
  // The parts with an odd index are the names of slots.
  const parts = html.split(/\{\{(\w+)\}\}/)

  return values => ({
    subject: subject(values),
    html: parts.map((part, index) => (index % 2 === 0 ? part : escapeHtml(values[part] as string))).join(''),
    text: text(values),
  })
}
