import { addedMail, linkMail, type MailTemplate } from '@passlink/mail'
import type { Catalog } from '@passlink/messages'

const values = {
  name: '{{name}}',
  organization: '{{organization}}',
  passkey: '{{passkey}}',
  moment: '{{moment}}',
}

/** The mail with a link in the language of a catalog. `lifetime` is that of the links, in words. */
export function linkMailTemplate(catalog: Catalog, lifetime: string): MailTemplate {
  const { subject, greeting, request, expiry, sender, ...texts } = catalog.linkMail
  const { name, organization } = values
  return linkMail(
    {
      ...texts,
      subject: subject(organization),
      greeting: greeting(name),
      request: request(organization),
      expiry: expiry(lifetime),
      sender: sender(organization),
    },
    catalog,
  )
}

/** The mail that notifies a user of a new passkey, in the language of a catalog. */
export function addedMailTemplate(catalog: Catalog): MailTemplate {
  const { subject, greeting, text, notYou, sender, ...texts } = catalog.addedMail
  const { name, organization } = values
  return addedMail(
    {
      ...texts,
      subject: subject(organization),
      greeting: greeting(name),
      text: text(values),
      notYou: notYou(organization),
      sender: sender(organization),
    },
    catalog,
  )
}
