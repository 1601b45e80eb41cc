import { saveUsers } from '@passlink/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { encodings } from './encodings.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let api: { port: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  await saveUsers(passlink.database.db, [{ ...alice, id: 'helen', displayName: 'Hélène Dupont' }])
  api = await passlink.startApi()
  await passlink.startWorker()
})
afterAll(() => passlink?.stop())

const details = {
  'passlink-application': 'Acme%20Notizb%C3%BCcher',
  'passlink-user-agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  'passlink-location': 'Z%C3%BCrich',
  'passlink-time-zone': 'Europe/Zurich',
}

/** The mail that a call brings. */
async function mailOf(call: () => Promise<unknown>) {
  const { mails } = passlink.relay
  const before = mails.length
  await call()
  return eventually(() => {
    expect(mails).toHaveLength(before + 1)
    return mails[before]
  })
}

describe.each(encodings)('in $name', ({ ask }) => {
  test('the mail says from where the link was asked for, as the caller said it', async () => {
    const headers = { ...(await tokenFor(passlink, 'alice')), ...details }
    const mail = await mailOf(async () => expect((await ask(api, { headers })).code).toBe(0))
    const lines =
      /Details\nTime: .* GMT\+[12] \(.* UTC\)\nApp: Acme Notizbücher\nBrowser: Safari on iOS\nApproximate location: Zürich\n/
    expect(mail?.text).toMatch(lines)
    for (const line of ['App: Acme Notizbücher', 'Browser: Safari on iOS', 'Approximate location: Zürich'])
      expect(mail?.html).toContain(line)
  })

  test('a detail that is not valid is refused with the name of its header, and no link is recorded', async () => {
    const headers = { ...(await tokenFor(passlink, 'alice')), 'passlink-time-zone': 'Mars/Base' }
    const before = await passlink.database.sql`select from links`
    const { code, message } = await ask(api, { headers })
    expect(code).toBe(3)
    expect(message).toContain('passlink-time-zone must be the name of a time zone')
    expect(await passlink.database.sql`select from links`).toHaveLength(before.length)
  })
})

test('a mail says nothing that the caller did not say', async () => {
  const headers = {
    ...(await tokenFor(passlink, 'alice')),
    'user-agent': details['passlink-user-agent'],
    'x-forwarded-for': '192.0.2.7',
  }
  const url = `http://127.0.0.1:${api.port}/users/me/passwordless/_send_link`
  const mail = await mailOf(() => fetch(url, { method: 'POST', headers }))
  expect(mail?.text).toMatch(/Details\nTime: .* UTC\n\n/)
  expect(mail?.text).not.toMatch(/GMT|Safari|192\.0\.2\.7/)
})

test('without a time zone in the call, times are in that of the person’s profile', async () => {
  await saveUsers(passlink.database.db, [{ ...alice, timeZone: 'Asia/Tokyo' }])
  const headers = await tokenFor(passlink, 'alice')
  const url = `http://127.0.0.1:${api.port}/users/me/passwordless/_send_link`
  const mail = await mailOf(() => fetch(url, { method: 'POST', headers }))
  expect(mail?.text).toMatch(/Time: .* GMT\+9 \(.* UTC\)/)
  await saveUsers(passlink.database.db, [{ ...alice, timeZone: null }])
})

test('a link that somebody else asked for says who', async () => {
  const claims = { 'urn:zitadel:iam:org:project:roles': ['passlink.help-desk'] }
  const token = await passlink.issuer.token('helen', { claims })
  const url = `http://127.0.0.1:${api.port}/management/v1/users/alice/passwordless/_send_link`
  const mail = await mailOf(() =>
    fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } }),
  )
  expect(mail?.text).toContain('\nRequested by: Hélène Dupont\n')
  expect(mail?.html).toContain('Requested by: Hélène Dupont')
})
