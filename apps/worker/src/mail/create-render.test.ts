import { type ClaimedDelivery, parseKeyRing } from '@passlink/store'
import { expect, test } from 'vitest'
import { noBrand } from './brands.ts'
import { createRender } from './create-render.ts'
import { Unmailable } from './unmailable.ts'

const settings = {
  from: { name: 'Passlink', address: 'no-reply@passlink.example' },
  publicUrl: 'https://passlink.example',
  keyRing: parseKeyRing(`test:${Buffer.alloc(32).toString('base64')}`),
  brandOf: () => noBrand,
}
const render = createRender(settings)

const link: ClaimedDelivery = {
  verdict: 'claimed',
  attempt: 1,
  deferrals: 0,
  deliveryId: '01890000-0000-7000-8000-000000000001',
  kind: 'link',
  linkId: '01890000-0000-7000-8000-000000000002',
  userId: 'alice',
  organizationId: 'acme',
  traceParent: null,
  requestId: 'r',
  keyId: 'test',
  linkExpiresAt: 3_600_000,
  deadlineInMs: 60_000,
  ageMs: 0,
  hasLapsed: false,
  urlTemplate: null,
  event: null,
  recipient: { name: 'Alice Adams', address: 'alice@acme.example' },
  language: 'en',
  timeZone: null,
  organization: { id: 'acme', name: 'Acme', brandVersion: 0 },
  requestedAt: 0,
  details: null,
  requester: null,
  undo: null,
  deferredBy: null,
}

/** A notice of an event with a passkey. */
const noticeOf = (type: string, more: Partial<ClaimedDelivery> = {}): ClaimedDelivery => ({
  ...link,
  kind: 'notice',
  linkExpiresAt: null,
  event: { type, at: '2026-11-28T12:00:00Z', data: { name: 'iPhone' } },
  ...more,
})

const textOf = ({ content }: { content: Buffer }) => String(content).replace(/=\r\n/g, '')

test('the mail with a link has its code', async () => {
  const mail = await render(link)
  expect(mail).toMatchObject({ deliveryId: link.deliveryId, to: 'alice@acme.example' })
  expect(mail.code).toMatch(/^[\w-]{22}$/)
  expect(textOf(mail)).toContain(`https://passlink.example/l/${link.linkId}#${mail.code}`)
  expect(textOf(mail)).toContain('Feedback-ID: link:passlink')
})

test('a mail has its delivery where the fields of the header say so, and its return path in the envelope alone', async () => {
  const mail = await createRender({
    ...settings,
    headers: { 'X-SMTPAPI': '{"unique_args":{"delivery":"{delivery}"}}' },
    returnPathOf: deliveryId => `bounce+${deliveryId}@bounces.example`,
  })(link)
  expect(mail.from).toBe(`bounce+${link.deliveryId}@bounces.example`)
  expect(textOf(mail)).toMatch(
    new RegExp(`^X-SMTPAPI:\\s+\\{"unique_args":\\{"delivery":"${link.deliveryId}"\\}\\}\r$`, 'im'),
  )
  expect(textOf(mail)).not.toContain('bounces.example')
  expect((await render(link)).from).toBe('no-reply@passlink.example')
})

test('a notice that a passkey was added has the code of the link that removes it', async () => {
  const mail = await render(noticeOf('passkey.added', { undo: { keyId: 'test', expiresAt: 3_600_000 } }))
  expect(mail.code).toMatch(/^[\w-]{22}$/)
  expect(textOf(mail)).toContain(`https://passlink.example/u/${link.deliveryId}#${mail.code}`)
  expect(textOf(mail)).toContain('Subject: A passkey was added to your Acme account')
})

test('a notice that a passkey was removed has no link of ours and no code', async () => {
  const mail = await render(noticeOf('passkey.removed', { linkId: null, timeZone: 'Europe/Zurich' }))
  expect(mail.code).toBe(null)
  const text = textOf(mail)
  expect(text).toContain('Subject: A passkey was removed from your Acme account')
  expect(text).toContain('iPhone')
  expect(text).toContain('November 28, 2026 at 1:00')
  expect(text).toContain('Feedback-ID: removed:passlink')
  expect(text).not.toContain('https://passlink.example')
})

test.each([
  ['passkey.added', { event: null }, 'the log does not reach back to the event any more'],
  ['passkey.removed', { event: null }, 'the log does not reach back to the event any more'],
  ['link.redeemed', {}, 'there is no mail about the event link.redeemed'],
  ['constructor', {}, 'there is no mail about the event constructor'],
  ['passkey.removed', { recipient: { name: '', address: 'x' } }, 'the address cannot be given to a relay'],
])('a notice of %s with %j cannot be mailed: %s', async (type, more, problem) => {
  await expect(render(noticeOf(type, more))).rejects.toThrow(new Unmailable(problem))
})

test.each([{ linkId: null }, { linkExpiresAt: null }])('a mail with a link needs one: %j', async more => {
  const rendered = render({ ...link, ...more })
  await expect(rendered).rejects.toThrow(/link/)
  await expect(rendered).rejects.not.toBeInstanceOf(Unmailable)
})
