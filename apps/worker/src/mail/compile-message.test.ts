import {
  compileTemplate,
  escapeHtml,
  type Logo,
  type MailTemplate,
  mailTemplates,
  type OptionalValue,
  readLogo,
} from '@passlink/mail'
import { catalogs } from '@passlink/messages'
import MailComposer from 'nodemailer/lib/mail-composer'
import { expect, test } from 'vitest'
import {
  type Address,
  asGiven,
  attachmentsOf,
  automatic,
  compileMessage,
  fromField,
  type Head,
} from './compile-message.ts'

const names = [
  'Alice Adams',
  'Zoë "Zed" O’Hara-Müller, Dr.',
  'أليس آدمز',
  '=?utf-8?Q?encoded?=',
  'name@home.example <x>',
  '👩‍👩‍👧 family',
  `${'very '.repeat(19)}long`,
  `${'unbroken'.repeat(12)}…`,
  '長'.repeat(100),
  '.',
  'trailing space ',
  '===',
  '{{url}}',
]

const sender = 'no-reply@passlink.example'
const logo = readLogo(`data:image/png;base64,${'iVBORw0KGgo'.repeat(300)}`)
const headers = { 'Feedback-ID': 'link:passlink', 'X-PM-Message-Stream': 'outbound'.repeat(8) }
const optional = {
  moment: 'today',
  requestedAt: '正午',
  undoUntil: 'in einer Woche (früh)',
  requester: 'Hélène',
  application: 'Notizbücher',
  browser: 'Browser: Firefox',
  location: 'Zürich',
  undoUrl: `https://passlink.example/u/0190b6c1-0000-7000-8000-000000000000#${'k'.repeat(22)}`,
  accountUrl: 'https://acme.example/account?a=1&b=2',
  supportUrl: 'mailto:help@acme.example',
}
const present = [...Object.keys(optional).slice(3), 'logo'] as OptionalValue[]
const addresses = ['alice@äcme.example', '用户@例子.example', '"a b"@acme.example']

/** The lines of a mail as we compose it, and as nodemailer's `build` composes it from the same parts. */
async function bothWays(
  template: MailTemplate,
  head: Omit<Head, 'from'> & { from: Address },
  values: Record<string, string>,
  logo?: Logo,
) {
  const ours = compileMessage(template, { logo, headers })(
    { ...head, from: fromField(head.from) },
    values,
  ).toString()
  const [textEncoding, htmlEncoding] = [...ours.matchAll(/^Content-Transfer-Encoding: (.*)\r$/gm)]
  const theirs = await new MailComposer({
    ...head,
    subject: compileTemplate(template.subject)(values),
    text: { content: compileTemplate(template.text)(values), contentTransferEncoding: textEncoding?.[1] },
    html: {
      content: compileTemplate(template.html, escapeHtml)(values),
      contentTransferEncoding: htmlEncoding?.[1],
    },
    attachments: attachmentsOf(logo),
    headers: { ...automatic, ...asGiven(headers) },
    baseBoundary: /boundary="--_NmP-(.*)-Part_1"/.exec(ours)?.[1],
  })
    .compile()
    .build()
  return { ours: ours.split('\n'), theirs: String(theirs).split('\n') }
}

test.each(catalogs.map(catalog => [catalog.language, catalog] as const))(
  'every mail in %s, plain and with a brand, has the bytes that nodemailer gives them, with every name',
  async (_, catalog) => {
    for (const [index, name] of names.entries()) {
      const address = addresses[index % addresses.length] as string
      const head = {
        from: { name, address: sender },
        to: { name, address },
        deliveryId: '0190b6c1',
        messageId: '<0190b6c1@passlink.example>',
        date: new Date(0),
      }
      const url = `https://passlink.example/l/0190b6c1-0000-7000-8000-000000000000#${'k'.repeat(22)}`
      const values = { ...optional, name: name || address, organization: name, url, passkey: name }
      const hasAll = index % 2 === 0
      const look = { service: 'Passlink', present: new Set(hasAll ? present : []) }
      for (const templateFor of Object.values(mailTemplates)) {
        const template = templateFor(catalog, look)
        const branded = { ...head, ...(hasAll ? { replyTo: 'help@äcme.example' } : {}) }
        const { ours, theirs } = await bothWays(template, branded, values, hasAll ? logo : undefined)
        expect(ours).toEqual(theirs)
      }
    }
  },
)

test.each([
  ['{{name}}', '{{name}}'],
  ['.\r\n.{{name}}\r\n', '\r\n'],
  ['trailing spaces  \r\n\ttab\t\r\n', `<p>${'x'.repeat(2_000)} {{name}} </p>\r\n`],
  ['=\r\n', `${'='.repeat(200)}\r\n{{name}}\r\n${'='.repeat(75)}\r\n`],
  [`${'é'.repeat(77)}\r\n`.repeat(3), `${'ü '.repeat(500)}\r\n`],
  ...[73, 74, 75, 76, 77, 78].map(length => [
    `${'x'.repeat(length)}\r\n`,
    `${'é'.repeat(length)}\r\n{{name}}\r\n`,
  ]),
])('a mail with the text %j has the bytes that nodemailer gives it', async (text, html) => {
  const template = {
    from: '{{name}}',
    subject: '{{name}}',
    text: text.endsWith('\r\n') ? text : `${text}\r\n`,
    html: html.endsWith('\r\n') ? html : `${html}\r\n`,
  }
  const head = {
    from: { name: 'Größe, Passlink', address: sender },
    to: { name: '', address: 'a@b.example' },
    deliveryId: 'a',
    messageId: '<a@b>',
    date: new Date(0),
  }
  for (const name of ['Zoë', 'x'.repeat(75)]) {
    const { ours, theirs } = await bothWays(template, head, { name })
    expect(ours).toEqual(theirs)
  }
})
