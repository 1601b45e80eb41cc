import { expect, test } from 'vitest'
import { createMailbox } from './mailbox.ts'

const linkId = '01a20715-cabf-70ff-a851-92889bcba687'
const mail = (link: string) => `Message-ID: <delivery@passlink.example>\r\nSubject: Hello\r\n\r\n${link}\r\n`

function copiesOf(...contents: string[]) {
  const mailbox = createMailbox()
  for (const content of contents) mailbox.store('relay-1', content)
  return mailbox.copies
}

test('a copy has the delivery and the link of its mail', () => {
  expect(copiesOf(mail(`https://passlink.example/l/${linkId}#code`))).toMatchObject([
    { deliveryId: 'delivery', linkId, relay: 'relay-1' },
  ])
})

test('a link that the encoding has split across lines is read as one', () => {
  const [whole] = copiesOf(mail(`https://passlink.example/l/${linkId}#code`))
  const [broken] = copiesOf(
    mail(`https://passlink.example/l/${linkId.slice(0, 9)}=\r\n${linkId.slice(9)}=23code`),
  )
  expect(broken).toMatchObject({ linkId, link: whole?.link })
})

test('links with different codes differ, and no code is stored', () => {
  const copies = copiesOf(mail(`/l/${linkId}#firstcode`), mail(`/l/${linkId}#secondcode`))
  expect(copies[0]?.link).not.toBe(copies[1]?.link)
  expect(JSON.stringify(copies)).not.toContain('code')
})
