import { randomUUID } from 'node:crypto'
import { saveUsers } from '@passlink/links'
import { catalogFor, catalogs, type RedeemPageState } from '@passlink/messages'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkInState, linkStates } from '../link-in-state.ts'
import { alice, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let redeem: { port: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  redeem = await passlink.startRedeem()
})
afterAll(() => passlink?.stop())

async function open(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${redeem.port}${path}`, { headers, redirect: 'manual' })
  return { status: response.status, page: asRead(await response.text()) }
}

/** What is written as an entity, as a person reads it. */
function asRead(html: string): string {
  return html.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

function expectWords(page: string, state: RedeemPageState, organization: string, language = 'en') {
  const catalog = catalogFor([language])
  const { title, text } = catalog.redeemPage[state]
  expect(page).toContain(`<html lang="${catalog.language}" dir="${catalog.direction}">`)
  expect(page).toContain(`<title>${title}</title>`)
  expect(page).toContain(`<h1>${title}</h1>`)
  expect(page).toContain(`<p>${text(organization)}</p>`)
}

const statusOf = { recorded: 200, open: 200, expired: 410, redeemed: 410, revoked: 410 }

test.each(linkStates)('a link that is %s is told so', async state => {
  const { status, page } = await open(`/l/${await linkInState(passlink.database, state)}`)
  expect(status).toBe(statusOf[state])
  expectWords(page, state, 'Acme')
  expect(page).toContain('<p class="organization">Acme</p>')
})

test('a link whose id was put in capitals on its way is the same link', async () => {
  const id = await linkInState(passlink.database, 'open')
  expect((await open(`/l/${id.toUpperCase()}`)).status).toBe(200)
})

test('a link that was redeemed and has expired since is told to be redeemed', async () => {
  const id = await linkInState(passlink.database, 'redeemed')
  await passlink.database.sql`update links set expires_at = now() - interval '1 day' where id = ${id}`
  expectWords((await open(`/l/${id}`)).page, 'redeemed', 'Acme')
})

test.each([
  `/l/${randomUUID()}`,
  '/l',
  '/l/',
  '/l/not-a-link',
  '/l/018f0000-0000-7000-8000-00000000000',
  '/l/%00',
  '/l/%E0%A4%A',
  "/l/';drop table links;--",
  `/l/${randomUUID()}/more`,
])('%s is no link we know', async path => {
  const { status, page } = await open(path)
  expect(status).toBe(404)
  expectWords(page, 'unknown', '')
  expect(page).not.toContain('class="organization"')
})

test.each(['/', '/L/x', '/nothing', '/page.css/x', '/.env'])('at %s there is nothing', async path => {
  const { status, page } = await open(path)
  expect(status).toBe(404)
  expectWords(page, 'notFound', '')
})

test.each(catalogs.map(({ language }) => language))(
  'a person whose language is %s reads it, whatever the browser prefers',
  async language => {
    await saveUsers(passlink.database.db, [{ ...alice, id: `speaks-${language}`, language }])
    const id = await linkInState(passlink.database, 'open', {
      id: `speaks-${language}`,
      organizationId: 'acme',
    })
    for (const preferred of ['en', 'de', 'tlh'])
      expectWords((await open(`/l/${id}`, { 'accept-language': preferred })).page, 'open', 'Acme', language)
  },
)

test.each(catalogs.map(({ language }) => language))(
  'where nobody is known the browser is read %s if it prefers that',
  async language => {
    const { page } = await open(`/l/${randomUUID()}`, {
      'accept-language': `tlh, ${language}-CH;q=0.8, en;q=0.5`,
    })
    expectWords(page, 'unknown', '', language)
  },
)
