import { readFileSync } from 'node:fs'
import { dkimNameOf, dkimRecordOf, readDkimKeys } from '@passlink/mail'
import { catalogs } from '@passlink/messages'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKeyFiles } from '../dkim-keys.ts'
import { type MailsOf, mailsInAllLanguages } from '../mails-in-all-languages.ts'

const domain = 'passlink.example'
const files = createKeyFiles()
const keys = ['2026b', '2026a'].map(selector => ({ selector, file: files.rsa(selector) }))
const records = new Map(
  readDkimKeys(keys, file => readFileSync(file, 'utf8')).map(key => [
    dkimNameOf(key.selector, domain),
    dkimRecordOf(key),
  ]),
)
let mailsOf: MailsOf
beforeAll(async () => {
  mailsOf = await mailsInAllLanguages('branded', {
    DKIM_DOMAIN: domain,
    DKIM_KEYS: keys.map(({ selector, file }) => `${selector}:${file}`).join(),
    MAIL_HEADERS: '{"X-PM-Message-Stream":"outbound","X-Long":"a  long   value"}',
  })
})
afterAll(() => files.remove())

/** What a receiver says of the signatures of a mail, by selector. */
async function verify(raw: string) {
  const resolver = async (name: string) => {
    const record = records.get(name)
    if (!record) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    return [[record]]
  }
  const { results } = await dkimVerify(raw, { resolver })
  return Object.fromEntries(
    results.map(({ selector, status }: { selector: string; status: { result: string } }) => [
      selector,
      status.result,
    ]),
  )
}

const pass = { '2026a': 'pass', '2026b': 'pass' }

test.each(catalogs)('every mail in $language is signed with both keys', async ({ language }) => {
  for (const { raw } of Object.values(mailsOf(language))) expect(await verify(raw)).toEqual(pass)
})

test('what is changed, added or taken away breaks the signatures', async () => {
  const { raw } = mailsOf('en').link
  const changed = [
    raw.replace(/^Subject: /m, 'Subject: Re: '),
    raw.replace(/^To: /m, 'From: "Acme" <a@evil.example>\r\nTo: '),
    raw.replace(/^To: /m, 'Reply-To: <a@evil.example>\r\nTo: '),
    raw.replace(/^To: /m, 'To: <b@evil.example>\r\nTo: '),
    raw.replace(/^To: /m, 'Cc: <b@evil.example>\r\nTo: '),
    raw.replace(/^To: /m, 'Subject: Another\r\nTo: '),
    raw.replace(/^To: /m, 'Content-Type: text/plain\r\nTo: '),
    raw.replace(/^Feedback-ID: .*\r\n/m, ''),
    raw.replace(/(\r\n\r\n.*)Acme/s, '$1Acne'),
  ]
  for (const mail of changed) {
    expect(mail).not.toBe(raw)
    const results = Object.values(await verify(mail))
    expect(results).toHaveLength(2)
    expect(results).not.toContain('pass')
  }
})

test('what relays may change does not', async () => {
  const { raw } = mailsOf('en').link
  expect(await verify(`Received: from a by b\r\n${raw}`)).toEqual(pass)
  expect(await verify(raw.replace(/^Subject: /m, 'subject:   '))).toEqual(pass)
  expect(await verify(`${raw}\r\n\r\n`)).toEqual(pass)
  expect(await verify(raw.replace(/^X-PM-Message-Stream: .*\r\n/im, ''))).toEqual(pass)
  expect(await verify(raw.replace(/^Message-ID: .*\r\n/m, 'Message-ID: <a@relay.example>\r\n'))).toEqual(pass)
  expect(await verify(raw.replace(/^Date: .*\r\n/m, 'Date: Sun, 29 Nov 2026 00:00:00 +0000\r\n'))).toEqual(
    pass,
  )
})

test('the fields of every mail are in it, those of a bulk sender are not', () => {
  const [header = ''] = mailsOf('en').link.raw.split('\r\n\r\n')
  for (const line of [
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: OOF, AutoReply',
    'Feedback-ID: link:passlink',
    'X-Pm-Message-Stream: outbound',
  ])
    expect(header).toContain(line)
  expect(mailsOf('en').added.raw).toContain('Feedback-ID: added:passlink')
  expect(mailsOf('en').removed.raw).toContain('Feedback-ID: removed:passlink')
  expect(header).not.toMatch(/^List-Unsubscribe/m)
})
