import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let api: { port: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  passlink.environment.ALLOWED_ORIGINS = 'https://app.example'
  api = await passlink.startApi()
  await passlink.startWorker()
})
afterAll(() => passlink?.stop())

async function create(body: object) {
  return fetch(`http://127.0.0.1:${api.port}/v2/users/alice/passkeys/registration_link`, {
    method: 'POST',
    headers: await tokenFor(passlink, 'alice'),
    body: JSON.stringify(body),
  })
}

const withTemplate = (urlTemplate: string) => create({ sendLink: { urlTemplate } })

test("the mail links to the application's page, with all placeholders filled in and URL-encoded", async () => {
  const template =
    'https://app.example/add?id={{.CodeID}}&code={{.Code}}&user={{.UserID}}&org={{ .OrgID }}#{{.CodeID}}'
  const response = await withTemplate(template)
  expect(response.status).toBe(200)
  const { details, ...rest } = await response.json()
  expect(rest).toEqual({})
  expect(Object.keys(details).sort()).toEqual(['changeDate', 'creationDate', 'resourceOwner', 'sequence'])
  const id = response.headers.get('passlink-link-id')
  await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
  const text = String(passlink.relay.mails[0]?.text)
  const url = new URL(/https:\/\/app\.example\S+/.exec(text)?.[0] ?? '')
  expect(url.pathname).toBe('/add')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    id,
    code: expect.stringMatching(/^[\w-]{22,}$/),
    user: 'alice',
    org: 'acme',
  })
  expect(url.hash).toBe(`#${id}`)
  expect(String(passlink.relay.mails[0]?.html)).toContain('https://app.example/add?id=')
  expect(text).not.toContain('passlink.example/l/')
})

test.each([{}, { sendLink: {} }])('%j mails a link to our own page', async body => {
  const before = passlink.relay.mails.length
  expect((await create(body)).status).toBe(200)
  await eventually(() => expect(passlink.relay.mails).toHaveLength(before + 1))
  expect(passlink.relay.mails[before]?.text).toMatch(/https:\/\/passlink\.example\/l\/[0-9a-f-]{36}#[\w-]+/)
})

const codes = '{{.CodeID}}/{{.Code}}'

test.each([
  '',
  'https://app.example/',
  'https://app.example/{{.Code}}',
  `https://app.example/${codes}/{{.Other}}`,
  `https://app.example/${codes}/{{`,
  `https://app.example/${codes}?${'x'.repeat(200)}`,
  `/add/${codes}`,
  `https://app.example/ ${codes}`,
  `https://app.example/\n${codes}`,
  `https://me@app.example/${codes}`,
])('the template %j is refused', async template => {
  const response = await withTemplate(template)
  expect(response.status).toBe(400)
  const { code, message } = await response.json()
  expect(code).toBe(3)
  expect(message).toMatch(/\(DOMAIN-(oGh5e|ieYa7)\)$/)
})

test.each([
  `https://evil.example/${codes}`,
  `http://app.example/${codes}`,
  `https://app.example:444/${codes}`,
  `https://app.example.evil.example/${codes}`,
  `https://app.example{{.UserID}}/${codes}`,
  `https://{{.UserID}}pp.example/${codes}`,
  `javascript:alert('${codes}')`,
])('the template %j is refused because its origin is not allowed', async template => {
  const response = await withTemplate(template)
  expect(response.status).toBe(403)
  expect(await response.json()).toEqual(failure(7, 'originNotAllowed', 'AUTH-DZG21'))
})
