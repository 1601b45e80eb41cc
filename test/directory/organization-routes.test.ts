import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDirectoryApp, type DirectoryApp } from './directory-app.ts'

let app: DirectoryApp
beforeEach(async () => {
  app = await createDirectoryApp()
})
afterEach(() => app.database.drop())

const logo = 'data:image/png;base64,iVBORw0KGgo='
const brand = {
  colors: { accent: '#0b6e4f', accentDark: '#5fd39a' },
  sender: { name: 'Acme Accounts', address: 'accounts@acme.example' },
  replyTo: 'help@acme.example',
  signInUrl: 'https://acme.example/login',
  accountUrl: 'https://acme.example/account',
  supportUrl: 'mailto:help@acme.example',
}
const put = (body: unknown) => app.call('PUT', '/v1/organizations/acme', body)
const get = async () => (await app.call('GET', '/v1/organizations/acme')).json()
const versions = async () =>
  (await app.database.sql`select brand_version from organizations`)[0]?.brand_version

test('an organization is saved with its brand, and read as it was saved', async () => {
  expect((await put({ name: 'Acme', logo, ...brand })).status).toBe(201)
  expect(await get()).toEqual({ id: 'acme', name: 'Acme', logo, ...brand, messages: {}, problems: [] })
})

test('a PUT replaces the whole brand, and repeating it changes nothing', async () => {
  await put({ name: 'Acme', logo, ...brand })
  await put({ name: 'Acme', signInUrl: brand.signInUrl })
  const version = await versions()
  await put({ name: 'Acme', signInUrl: brand.signInUrl })
  expect(await versions()).toBe(version)
  expect(await get()).toEqual({
    id: 'acme',
    name: 'Acme',
    logo: null,
    signInUrl: brand.signInUrl,
    messages: {},
    problems: [],
  })
})

test('an unknown organization is not found', async () => {
  expect((await app.call('GET', '/v1/organizations/acme')).status).toBe(404)
  expect((await app.call('PUT', '/v1/organizations/acme/messages/de', {})).status).toBe(404)
})

test.each([
  ['colors.accent', { colors: { accent: 'red' } }, 'must be a colour such as'],
  ['colors.accent', { colors: { accent: '#ffee00' } }, 'has a contrast of 1.2 to #ffffff, and needs 3'],
  ['colors.accentDark', { colors: { accent: '#000000', accentDark: '#111111' } }, 'has a contrast of 1.'],
  ['sender.address', { sender: { address: 'no address' } }, 'not an address'],
  ['sender.name', { sender: { name: '', address: 'a@acme.example' } }, ''],
  ['replyTo', { replyTo: 'a@acme.example, b@acme.example' }, 'not an address'],
  ['signInUrl', { signInUrl: 'http://acme.example' }, 'must be an https URL'],
  ['signInUrl', { signInUrl: 'javascript:alert(1)' }, 'must be an https URL'],
  ['accountUrl', { accountUrl: 'https://user:secret@acme.example' }, 'must be an https URL'],
  ['supportUrl', { supportUrl: 'tel:1' }, 'must be an https or mailto URL'],
  ['supportUrl', { supportUrl: 'mailto:' }, 'must be an https or mailto URL'],
  ['signInUrl', { signInUrl: 'https:acme.example/x' }, 'must be an https URL'],
  ['sender.name', { sender: { name: 'Acme\r\nBcc: b', address: 'a@acme.example' } }, 'must have 1 to 100'],
  ['sender.name', { sender: { name: 'Acme\u202e', address: 'a@acme.example' } }, 'must have 1 to 100'],
  ['font', { font: 'Comic Sans' }, 'unknown field'],
])('an invalid %s is refused with its name, and nothing is saved', async (name, invalid, problem) => {
  const response = await put({ name: 'Acme', ...brand, ...invalid })
  expect(response.status).toBe(400)
  expect(app.refused()?.detail).toContain(`${name}: ${problem}`)
  expect(await app.database.sql`select from organizations`).toHaveLength(0)
})

describe('the texts of an organization', () => {
  beforeEach(() => put({ name: 'Acme' }))
  const texts = { 'linkMail.subject': 'Ihr neuer Passkey bei {organization}' }
  const path = '/v1/organizations/acme/messages/de'

  test('are saved by language, read, replaced and deleted, and each change is a new version', async () => {
    const before = await versions()
    expect((await app.call('PUT', path, texts)).status).toBe(200)
    expect(await (await app.call('GET', path)).json()).toEqual(texts)
    expect(await get()).toMatchObject({ messages: { de: texts }, problems: [] })
    await app.call('PUT', path, { 'linkMail.button': 'Los' })
    expect(await (await app.call('GET', path)).json()).toEqual({ 'linkMail.button': 'Los' })
    expect((await app.call('DELETE', path)).status).toBe(204)
    expect(await get()).toMatchObject({ messages: {} })
    expect(await versions()).toBe(before + 3)
    await app.call('DELETE', path)
    expect(await versions()).toBe(before + 3)
  })

  test.each([
    [{ 'linkMail.subject': '{name}' }, 'linkMail.subject: has no value {name}, only {organization}'],
    [{ 'errors.internal': 'Oh' }, 'errors.internal: is not the name of a text of a mail'],
    [{ 'linkMail.subject': 1 }, 'linkMail.subject: must be text'],
    [
      Object.fromEntries(
        ['subject', 'preview', 'heading', 'request', 'button', 'notYou'].map(name => [
          `linkMail.${name}`,
          'x'.repeat(900),
        ]),
      ),
      'must have 5000 characters or less together',
    ],
  ])('%j are refused with the reason', async (invalid, problem) => {
    expect((await app.call('PUT', path, invalid)).status).toBe(400)
    expect(app.refused()?.detail).toContain(problem)
    expect(await (await app.call('GET', path)).json()).toEqual({})
  })

  test('in a language that the mails do not have are refused with the languages', async () => {
    expect((await app.call('PUT', '/v1/organizations/acme/messages/xx', texts)).status).toBe(400)
    expect(app.refused()?.detail).toMatch(/^language: must be one of ar, .*, zh-Hant$/)
  })

  test('and a brand that are not valid any more are named', async () => {
    await app.call('PUT', path, texts)
    await app.database.sql`update organization_texts set texts = '{"linkMail.gone": "x"}'`
    await app.database.sql`update organizations set brand = '{"signInUrl": "ftp://acme.example"}'`
    expect(await get()).toMatchObject({
      problems: ['signInUrl must be an https URL', 'de: linkMail.gone: is not the name of a text of a mail'],
    })
  })
})
