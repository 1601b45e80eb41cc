import type { Catalog } from '@passlink/messages'
import mjml2html from 'mjml'
import { escapeHtml } from './escape-html.ts'
import { type LinkMailValues, linkMailMjml } from './link-mail.mjml.ts'

export type LinkMailContent = { subject: string; html: string; text: string }

/** Makes the content of one mail; every value appears as text, whatever it contains. */
export type LinkMail = (values: LinkMailValues) => LinkMailContent

/** Compiles the mail of one language, once; making a mail of it is then only filling in its values. */
export async function compileLinkMail(catalog: Catalog): Promise<LinkMail> {
  const { html, errors } = await mjml2html(linkMailMjml(catalog), {
    validationLevel: 'strict',
    keepComments: false,
    // MJML fetches the web fonts it knows by name from their makers, and with them tells who reads the mail.
    fonts: {},
    minify: true,
    // Minifying CSS asks for a package more, and chokes on slots.
    minifyOptions: { minifyCss: false },
  })
  if (errors.length > 0)
    throw new Error(`the link mail in ${catalog.language} is not valid MJML: ${errors[0]?.message}`)
  // Odd parts are the names of the slots between them.
  const parts = html.split(/\{\{(\w+)\}\}/)

  return values => ({
    subject: catalog.linkMail.subject(values.organization),
    html: parts
      .map((part, index) => (index % 2 === 0 ? part : escapeHtml(values[part as keyof LinkMailValues])))
      .join(''),
    text: linkMailText(catalog, values),
  })
}

function linkMailText(
  { linkMail: text }: Catalog,
  { name, organization, url, lifetime }: LinkMailValues,
): string {
  return [
    text.greeting(name),
    text.request(organization),
    `${text.button}:\n${url}`,
    `${text.otherDevice} ${text.expiry(lifetime)}`,
    text.notYou,
    `-- \n${text.sender(organization)}`,
  ].join('\n\n')
}
