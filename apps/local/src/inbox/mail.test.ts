import { expect, test } from 'vitest'
import { parseMail } from './mail.ts'

const source = Buffer.from(
  [
    'From: Passlink <no-reply@passlink.example>',
    'To: Alice <alice@acme.example>',
    'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
    'Message-ID: <1@passlink.example>',
    'X-Note: one',
    'X-Note: two',
    'X-Folded: a',
    '  b',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=x',
    '',
    '--x',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'plain',
    '--x',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>rich</p>',
    '--x--',
    '',
  ].join('\r\n'),
)
const envelope = { from: 'bounce@passlink.example', to: ['alice@acme.example', 'hidden@acme.example'] }
const arrival = { id: '1', relay: 'first' as const, envelope }

test('the sender is from the From header, the recipients are from the envelope', async () => {
  const mail = await parseMail(source, arrival)
  expect(mail).toMatchObject({ id: '1', from: 'no-reply@passlink.example', to: envelope.to })
})

test('subject and both bodies are decoded', async () => {
  const mail = await parseMail(source, arrival)
  expect(mail.subject).toBe('Grüße')
  expect(mail.text.trim()).toBe('plain')
  expect(mail.html.trim()).toBe('<p>rich</p>')
})

test('header names are in lower case, their values unchanged, and a repeated header is a list', async () => {
  const { headers } = await parseMail(source, arrival)
  expect(headers['message-id']).toBe('<1@passlink.example>')
  expect(headers['x-note']).toEqual(['one', 'two'])
  expect(headers['x-folded']).toBe('a  b')
})

test('a mail without headers and body is accepted', async () => {
  expect(
    await parseMail(Buffer.from('\r\n'), { ...arrival, envelope: { from: '', to: ['a@b.example'] } }),
  ).toMatchObject({
    from: '',
    subject: '',
    html: '',
    text: '',
  })
})
