import mjml2html from 'mjml'
import { escapeHtml } from './escape-html.ts'

export type MailContent = { subject: string; html: string; text: string }

/** How one kind of mail is written in one language; its MJML holds `{{name}}` where the value of that name will stand. */
export type MailDesign<Values extends Record<string, string>> = {
  name: string
  mjml: string
  subject: (values: Values) => string
  text: (values: Values) => string
}

/**
 * Compiles a mail, once; making one of it is then only filling in its values, each of which appears as text, whatever it
 * contains. Rejects where the MJML is not valid.
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
    // MJML fetches the web fonts it knows by name from their makers, and with them tells who reads the mail.
    fonts: {},
    minify: true,
    // Minifying CSS asks for a package more, and chokes on slots.
    minifyOptions: { minifyCss: false },
  })
  if (errors.length > 0) throw new Error(`${name} is not valid MJML: ${errors[0]?.message}`)
  // Odd parts are the names of the slots between them.
  const parts = html.split(/\{\{(\w+)\}\}/)

  return values => ({
    subject: subject(values),
    html: parts.map((part, index) => (index % 2 === 0 ? part : escapeHtml(values[part] as string))).join(''),
    text: text(values),
  })
}
