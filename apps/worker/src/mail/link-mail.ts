import type { Catalog } from '@passlink/messages'
import type { MailDesign } from './compile-mail.ts'
import { escapeHtml as t } from './escape-html.ts'
import { layoutMjml } from './layout.mjml.ts'

/** The values of one mail. */
export type LinkMailValues = { name: string; organization: string; url: string; lifetime: string }

const slot: LinkMailValues = {
  name: '{{name}}',
  organization: '{{organization}}',
  url: '{{url}}',
  lifetime: '{{lifetime}}',
}

/** The mail with a link, in one language. */
export function linkMail(catalog: Catalog): MailDesign<LinkMailValues> {
  const text = catalog.linkMail
  const start = catalog.direction === 'rtl' ? 'right' : 'left'
  return {
    name: `the link mail in ${catalog.language}`,
    mjml: layoutMjml(catalog, text, {
      organization: slot.organization,
      body: `
        <mj-text>${t(text.greeting(slot.name))}</mj-text>
        <mj-text>${t(text.request(slot.organization))}</mj-text>
        <mj-button href="${slot.url}" align="${start}" background-color="#2f54eb" color="#ffffff" font-size="16px" font-weight="600" border-radius="8px" inner-padding="14px 28px" padding="8px 0 24px">${t(text.button)}</mj-button>
        <mj-text>${t(text.otherDevice)} ${t(text.expiry(slot.lifetime))}</mj-text>
        <mj-text font-size="14px" color="#4b5263" css-class="quiet">${t(text.notYou)}</mj-text>
        <mj-divider css-class="edge" border-width="1px" border-color="#dfe2ea" padding="8px 0 20px" />
        <mj-text font-size="13px" color="#4b5263" padding="0 0 4px" css-class="quiet">${t(text.fallback)}</mj-text>
        <mj-text font-size="13px" color="#4b5263" css-class="address"><a href="${slot.url}" dir="ltr">${slot.url}</a></mj-text>`,
    }),
    subject: ({ organization }) => text.subject(organization),
    text: ({ name, organization, url, lifetime }) =>
      [
        text.greeting(name),
        text.request(organization),
        `${text.button}:\n${url}`,
        `${text.otherDevice} ${text.expiry(lifetime)}`,
        text.notYou,
        `-- \n${text.sender(organization)}`,
      ].join('\n\n'),
  }
}
