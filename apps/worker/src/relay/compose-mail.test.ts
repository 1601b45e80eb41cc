import { catalogs } from '@passlink/messages'
import { type ClaimedDelivery, parseKeyRing } from '@passlink/store'
import { expect, test } from 'vitest'
import { createRender, type Mail } from '../mail/create-render.ts'
import { composeMail, toBytes } from './compose-mail.ts'

const names = [
  'Alice Adams',
  'Zoë "Zed" O’Hara-Müller, Dr.',
  'أليس آدمز',
  '=?utf-8?Q?encoded?=',
  'name@home.example <x>',
  '👩‍👩‍👧 family',
  `${'very '.repeat(19)}long`,
  '長'.repeat(100),
]

const render = await createRender({
  from: { name: 'Passlink, Größe', address: 'no-reply@passlink.example' },
  publicUrl: 'https://passlink.example',
  keyRing: parseKeyRing(`k:${Buffer.alloc(32, 7).toString('base64')}`),
  linkLifetimeMs: 3_600_000,
})

const claimed = (more: Partial<ClaimedDelivery>): ClaimedDelivery => ({
  verdict: 'claimed',
  attempt: 1,
  deferrals: 0,
  kind: 'link',
  deliveryId: '01890000-0000-7000-8000-000000000000',
  linkId: '01890000-0000-7000-8000-000000000001',
  userId: 'alice',
  organizationId: 'acme',
  requestId: 'r',
  keyId: 'k',
  urlTemplate: null,
  event: null,
  recipient: { name: 'Alice', address: 'alice@acme.example' },
  language: null,
  organizationName: 'Acme',
  ...more,
})

/** The lines of the mail, with the same date in both. */
async function bothWays(mail: Mail) {
  const message = composeMail(mail).setHeader('Date', new Date(0).toUTCString())
  const [ours, theirs] = [toBytes(message), await message.build()]
  return { ours: ours.toString().split('\n'), theirs: theirs.toString().split('\n') }
}

test.each(catalogs.map(({ language }) => language))(
  'both mails in %s have the bytes that nodemailer gives them, with every name',
  async language => {
    const event = { type: 'passkey.added', at: '2026-11-03T16:05:00Z', data: { name: 'Alices Gerät' } }
    for (const name of names)
      for (const delivery of [{ kind: 'link' as const }, { kind: 'notice' as const, event }]) {
        const recipient = { name, address: 'alice@äcme.example' }
        const mail = render(claimed({ ...delivery, language, recipient, organizationName: name }))
        const { ours, theirs } = await bothWays(mail)
        expect(ours).toEqual(theirs)
      }
  },
)

test.each([
  ['', ''],
  ['.', '.\n.'],
  ['trailing spaces  \n\ttab\t\n', `<p>${'x'.repeat(2_000)} </p>`],
  ['lone \r and \n and \r\n', 'é\r\né\ré'],
  ['=', '='.repeat(200)],
  [`${'é'.repeat(77)}\n`.repeat(3), `${'ü '.repeat(500)}`],
])('a mail with the text %j has the bytes that nodemailer gives it', async (text, html) => {
  const mail = { ...render(claimed({})), text, html }
  const { ours, theirs } = await bothWays(mail)
  expect(ours).toEqual(theirs)
})
