import type { Catalog } from '@passlink/messages'
import type { MailDesign } from './compile-mail.ts'
import { escapeHtml as t } from './escape-html.ts'
import { layoutMjml } from './layout.mjml.ts'

/** The values of one mail; `moment` is a formatted time. */
export type AddedMailValues = { name: string; organization: string; passkey: string; moment: string }

const slot: AddedMailValues = {
  name: '{{name}}',
  organization: '{{organization}}',
  passkey: '{{passkey}}',
  moment: '{{moment}}',
}

/** The mail that notifies a user of a new passkey, in one language. */
export function addedMail(catalog: Catalog): MailDesign<AddedMailValues> {
  const text = catalog.addedMail
  return {
    name: `the mail about an added passkey in ${catalog.language}`,
    mjml: layoutMjml(catalog, text, {
      organization: slot.organization,
      body: `
        <mj-text>${t(text.greeting(slot.name))}</mj-text>
        <mj-text>${t(text.text(slot))}</mj-text>
        <mj-text>${t(text.wasYou)}</mj-text>
        <mj-text font-weight="600">${t(text.notYou(slot.organization))}</mj-text>`,
    }),
    subject: ({ organization }) => text.subject(organization),
    text: ({ name, organization, passkey, moment }) =>
      [
        text.greeting(name),
        text.text({ organization, passkey, moment }),
        text.wasYou,
        text.notYou(organization),
        `-- \n${text.sender(organization)}`,
      ].join('\n\n'),
  }
}
