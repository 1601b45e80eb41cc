import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let lines: string[]
beforeEach(async () => {
  const logged = createLogLines()
  lines = logged.lines
  passlink = await createPasslink('postgres', logged.log)
})
afterEach(() => passlink?.stop())

const dora = {
  name: 'Dora Dean',
  email: 'dora@initech.example',
  email_verified: true,
  'urn:zitadel:iam:user:resourceowner:id': 'initech',
}
const unverified = failure(9, 'addressUnverified', 'LINK-uNv3r')

const userinfoRequests = () => passlink.issuer.requests.filter(path => path === '/userinfo').length
const age = (seconds: number) =>
  passlink.database
    .sql`update users set refreshed_at = now() - ${seconds} * interval '1 second' where id = 'dora'`
const ask = async (api: { port: number }) => askForLink(api, await passlink.issuer.token('dora'))
const recipients = () => passlink.relay.mails.map(({ envelope }) => envelope.to)

test('an address is asked for again once it is a minute old, and the mail goes to that of the call', async () => {
  await passlink.startWorker()
  passlink.issuer.people.dora = dora
  expect((await ask(await passlink.startApi())).status).toBe(200)
  passlink.issuer.people.dora = { ...dora, email: 'new@initech.example' }
  await age(50)
  expect((await ask(await passlink.startApi())).status).toBe(200)
  expect(userinfoRequests()).toBe(1)
  await eventually(() => expect(recipients()).toEqual(Array(2).fill('dora@initech.example')))
  await age(61)
  expect((await ask(await passlink.startApi())).status).toBe(200)
  expect(userinfoRequests()).toBe(2)
  await eventually(() => expect(recipients().at(-1)).toBe('new@initech.example'))
})

test('an API that knows a person asks again after PROFILE_MAX_AGE, and not before', async () => {
  passlink.environment.PROFILE_MAX_AGE = '1s'
  passlink.issuer.people.dora = dora
  const api = await passlink.startApi()
  expect((await ask(api)).status).toBe(200)
  passlink.issuer.people.dora = { ...dora, name: 'Dora Dukes' }
  await eventually(async () => {
    expect((await ask(api)).status).toBe(200)
    expect(await passlink.database.sql`select display_name from users where id = 'dora'`).toEqual([
      { display_name: 'Dora Dukes' },
    ])
  })
  expect(userinfoRequests()).toBe(2)
})

test.each([
  ['has verified their address', { ...dora, email_verified: false }],
  ['has got an address', { ...dora, email: undefined }],
])(
  'a person who %s since the last call is accepted at once, by an API that was told otherwise',
  async (_, before) => {
    passlink.issuer.people.dora = before
    const api = await passlink.startApi()
    expect((await ask(api)).status).toBe(400)
    expect(userinfoRequests()).toBe(1)
    passlink.issuer.people.dora = dora
    expect((await ask(api)).status).toBe(200)
    expect((await ask(api)).status).toBe(200)
    expect(userinfoRequests()).toBe(2)
  },
)

test('an API asks before it refuses a person of whom another API has stored that their address is not verified', async () => {
  passlink.issuer.people.dora = dora
  const [first, second] = [await passlink.startApi(), await passlink.startApi()]
  expect((await ask(first)).status).toBe(200)
  await age(61)
  passlink.issuer.people.dora = { ...dora, email_verified: false }
  expect((await ask(second)).status).toBe(400)
  passlink.issuer.people.dora = dora
  expect((await ask(first)).status).toBe(200)
})

test('all of many concurrent calls that would be refused are accepted after asking', async () => {
  passlink.issuer.people.dora = { ...dora, email_verified: false }
  const api = await passlink.startApi()
  expect(await (await ask(api)).json()).toEqual(unverified)
  passlink.issuer.people.dora = dora
  const token = await passlink.issuer.token('dora')
  const calls = await Promise.all(Array.from({ length: 20 }, () => askForLink(api, token)))
  expect(calls.map(({ status }) => status)).toEqual(Array(20).fill(200))
})

test('if a person who would be refused cannot be asked for, what is known decides, and the log says so', async () => {
  passlink.issuer.people.dora = { ...dora, email_verified: false }
  const api = await passlink.startApi()
  expect((await ask(api)).status).toBe(400)
  passlink.issuer.answers['/userinfo'] = (_request, response) => response.writeHead(500).end()
  const refused = await ask(api)
  expect(refused.status).toBe(400)
  expect(await refused.json()).toEqual(unverified)
  expect(lines.join('')).toContain('a person was not refreshed from the issuer')
})

test('a call that has failed to ask for a person does not ask a second time before it refuses them', async () => {
  passlink.issuer.people.dora = { ...dora, email_verified: false }
  expect((await ask(await passlink.startApi())).status).toBe(400)
  await age(61)
  passlink.issuer.answers['/userinfo'] = (_request, response) => response.writeHead(500).end()
  expect((await ask(await passlink.startApi())).status).toBe(400)
  expect(userinfoRequests()).toBe(2)
})

test('a person of the directory is refused without asking the issuer', async () => {
  passlink.issuer.people.alice = { ...dora, sub: 'alice' }
  await passlink.database.sql`update users set email_verified = false where id = 'alice'`
  const api = await passlink.startApi()
  const refused = await askForLink(api, await passlink.issuer.token('alice'))
  expect(await refused.json()).toEqual(unverified)
  expect(userinfoRequests()).toBe(0)
})

test('a help desk asks for nobody else: the issuer answers only about the person of the token', async () => {
  passlink.issuer.people.dora = { ...dora, 'urn:zitadel:iam:user:resourceowner:id': 'acme' }
  await passlink.database.sql`update users set email_verified = false where id = 'alice'`
  const claims = { 'urn:zitadel:iam:org:project:roles': ['passlink.help-desk'] }
  const api = await passlink.startApi()
  expect((await ask(api)).status).toBe(200)
  const refused = await fetch(
    `http://127.0.0.1:${api.port}/management/v1/users/alice/passwordless/_send_link`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${await passlink.issuer.token('dora', { claims })}` },
    },
  )
  expect(await refused.json()).toEqual(unverified)
  expect(userinfoRequests()).toBe(1)
})
