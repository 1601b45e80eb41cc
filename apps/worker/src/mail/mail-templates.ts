import { addedMail, linkMail, type MailTemplate } from '@passlink/mail'
import type { Catalog } from '@passlink/messages'

const values = {
  name: '{{name}}',
  organization: '{{organization}}',
  passkey: '{{passkey}}',
  moment: '{{moment}}',
}

/** The mail with a link in the language of a catalog. `service` is the name of the one who sends it. */
export function linkMailTemplate(catalog: Catalog, service: string): MailTemplate {
  return linkMail(fillIn(catalog.linkMail, service), catalog)
}

/** The mail that notifies a user of a new passkey, in the language of a catalog. */
export function addedMailTemplate(catalog: Catalog, service: string): MailTemplate {
  return addedMail(fillIn(catalog.addedMail, service), catalog)
}

type Text = string | ((given: typeof values & { service: string }) => string)

function fillIn<Name extends string>(texts: Record<Name, Text>, service: string): Record<Name, string> {
  const filled = Object.entries<Text>(texts).map(([name, text]) => [
    name,
    typeof text === 'string' ? text : text({ ...values, service }),
  ])
  return Object.fromEntries(filled)
}
