import { saveOrganizations } from '@passlink/store'
import { afterEach, expect, test } from 'vitest'
import { createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'

let passlink: Passlink
afterEach(() => passlink?.stop())

test('a mail of a sender with an internationalised domain has only ASCII in its envelope and header, so every relay takes it', async () => {
  passlink = await createPasslink('postgres')
  const { relay, database } = passlink
  relay.offers = () => []
  await startAndRequestLink(passlink, { MAIL_FROM: 'Bücher <no-reply@bücher.example>' })
  const { id } = await deliveryThatIs('sent', database)
  const [mail] = relay.mails
  expect(mail?.messageId).toBe(`<${id}@xn--bcher-kva.example>`)
  expect(mail?.envelope.from).toBe('no-reply@xn--bcher-kva.example')
  expect(mail?.from?.value).toEqual([{ name: 'Acme via Bücher', address: 'no-reply@bücher.example' }])
  const [header = ''] = mail?.raw.split('\r\n\r\n') ?? []
  expect(header).toContain('no-reply@xn--bcher-kva.example')
  expect(header).toMatch(/^[\t\n\r -~]+$/)
})

test.each([
  ['Acme', 'Passlink <no-reply@passlink.example>', 'Acme via Passlink'],
  ['Acme', 'no-reply@passlink.example', 'Acme'],
  ['Acme', 'Acme <no-reply@passlink.example>', 'Acme'],
  [
    'Müller, "Öl" & Söhne <x@y.example>',
    'Passlink <no-reply@passlink.example>',
    'Müller, "Öl" & Söhne <x@y.example> via Passlink',
  ],
])('the sender of a mail for %s by %s is %s', async (organization, MAIL_FROM, sender) => {
  passlink = await createPasslink('postgres')
  const { relay, database } = passlink
  await saveOrganizations(database.db, [{ id: 'acme', name: organization }])
  await startAndRequestLink(passlink, { MAIL_FROM })
  await deliveryThatIs('sent', database)
  const [mail] = relay.mails
  expect(mail?.from?.value).toEqual([{ name: sender, address: 'no-reply@passlink.example' }])
  expect(mail?.envelope.from).toBe('no-reply@passlink.example')
})
