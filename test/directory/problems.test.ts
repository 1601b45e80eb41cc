import { afterAll, beforeAll, expect, test } from 'vitest'
import { bob, createDirectoryApp, type DirectoryApp } from './directory-app.ts'

let app: DirectoryApp
beforeAll(async () => {
  app = await createDirectoryApp()
  await app.call('PUT', '/v1/organizations/globex', { name: 'Globex' })
})
afterAll(() => app.database.drop())

async function problemsOf(path: string, body: unknown): Promise<string | undefined> {
  const response = await app.call('PUT', path, body)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 3 })
  expect(await app.database.sql`select from users`).toHaveLength(0)
  return app.refused()?.detail
}

test('all invalid fields are named in one answer, without their values', async () => {
  const body = {
    organizationId: '',
    email: 'mallory@evil.example, bob@globex.example',
    emailVerified: 'yes',
    displayName: 7,
    language: 'klingon!',
    nickname: 'x',
    ['__proto__']: 1,
  }
  const detail = await problemsOf(`/v1/users/${'x'.repeat(201)}`, body)
  expect(detail?.split('; ')).toEqual([
    'id: must have 1 to 200 characters, none of them a control character',
    'organizationId: must have 1 to 200 characters, none of them a control character',
    'email: not an address',
    'emailVerified: must be true or false',
    'displayName: must be text',
    'language: not a language tag (BCP 47)',
    'nickname: unknown field',
    '__proto__: unknown field',
  ])
})

test.each([
  [{}, 'organizationId: is required; displayName: is required'],
  [{ ...bob, id: 'bob' }, 'id: unknown field'],
  [{ ...bob, email: '' }, 'email: not an address'],
  [{ ...bob, email: '"b b"@globex.example' }, 'email: not an address'],
  [{ ...bob, email: `${'b'.repeat(250)}@globex.example` }, 'email: not an address'],
  [{ ...bob, displayName: '' }, 'displayName: must have 1 to 200 characters'],
  [{ ...bob, displayName: null }, 'displayName: is required'],
  [{ ...bob, displayName: 'a\0b' }, 'displayName: must have 1 to 200 characters'],
  [{ ...bob, displayName: '\ud800' }, 'displayName: must have 1 to 200 characters'],
  [{ ...bob, displayName: 'x'.repeat(201) }, 'displayName: must have 1 to 200 characters'],
  [{ ...bob, language: '' }, 'language: not a language tag (BCP 47)'],
  [{ ...bob, language: 'de_AT' }, 'language: not a language tag (BCP 47)'],
  [{ ...bob, emailVerified: null }, 'emailVerified: must be true or false'],
  [{ ...bob, [`\u001b[2J\n${'n'.repeat(100)}`]: 1 }, `\uFFFD[2J\uFFFD${'n'.repeat(45)}…: unknown field`],
])('the user %j is refused', async (body, problems) => {
  expect(await problemsOf('/v1/users/bob', body)).toBe(problems)
})

test.each(['%00', 'a%0Ab', '%C2%85'])('the id %s, which has a control character, is refused', async id => {
  expect(await problemsOf(`/v1/users/${id}`, bob)).toMatch(/^id: must have/)
  expect((await app.call('GET', `/v1/users/${id}`)).status).toBe(400)
  expect((await app.call('DELETE', `/v1/users/${id}`)).status).toBe(400)
})

test.each([
  [{}, 'name: is required'],
  [{ name: ' x', plan: 'gold', seats: 5 }, 'plan: unknown field; seats: unknown field'],
  [{ name: '' }, 'name: must have 1 to 200 characters'],
  ...['https://acme.example/logo.png', 'data:text/html;base64,PHA+', 'data:image/png,raw'].map(
    (logo): [object, string] => [
      { name: 'x', logo },
      'logo: must be a data URL (base64) of a PNG, JPEG, WebP or SVG picture',
    ],
  ),
  [
    { name: 'x', logo: `data:image/png;base64,${'A'.repeat(10_000)}` },
    'logo: must have 10000 characters or less',
  ],
])('the organization %j is refused', async (body, problems) => {
  expect(await problemsOf('/v1/organizations/initech', body)).toBe(problems)
})
