import { escapeHtml, mailKinds } from '@passlink/mail'
import { compileDesigns, ourMjml } from '@passlink/mail/compile'
import { catalogs } from '@passlink/messages'
import { saveOrganizations, saveTexts } from '@passlink/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askDashboard } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { createVisitor, type Visitor } from './dead-letter-pages.ts'

const logo = 'data:image/png;base64,iVBORw0KGgo='
const brand = {
  colors: { accent: '#0a7d33' },
  sender: { name: 'Northwind IT', address: 'it@northwind.example' },
  replyTo: 'help@northwind.example',
  accountUrl: 'https://northwind.example/passkeys',
  supportUrl: 'https://northwind.example/help',
}

let passlink: Passlink
let dashboard: { port: number }
let visitor: Visitor
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  const { db } = passlink.database
  await saveOrganizations(db, [{ id: 'northwind', name: 'Northwind', logo, brand }])
  dashboard = await passlink.startDashboard()
  visitor = createVisitor(dashboard)
})
afterAll(() => passlink?.stop())

describe.each(mailKinds)('the mail %s', mail => {
  test.each(catalogs)('is shown in $language', async catalog => {
    const { language, direction } = catalog
    const { heading, subject } = catalog[`${mail}Mail`]
    const query = `mail=${mail}&language=${language}`
    const page = await visitor.see(`/mails?${query}`)
    expect(page.status).toBe(200)
    expect(page.html).toContain(
      `<bdi lang="${language}" dir="${direction}">${escapeHtml(subject({ organization: 'Acme' }))}</bdi>`,
    )
    const { status, html } = await visitor.see(`/mails/html?${query}`)
    expect(status).toBe(200)
    expect(html).toMatch(new RegExp(`<html\\s+lang="${language}" dir="${direction}"`))
    expect(html).toContain(escapeHtml(heading({ organization: 'Acme' })))
    const { text } = await visitor.see(`/mails?${query}&view=text`)
    expect(text).toContain('Alice Adams')
    expect(text.includes('https://passlink.example/')).toBe(mail !== 'removed')
  })
})

test('every language has its own name, and links to the languages beside it, which keep the rest', async () => {
  const { html } = await visitor.see('/mails?language=ar&mail=added&organization=northwind&scheme=dark')
  expect(html.match(/<option value="[^"]+"[^>]*>[^<]+ · [\w-]+<\/option>/g)).toHaveLength(catalogs.length)
  expect(html).toContain('<option value="ar" selected="">العربية · ar</option>')
  const rest = 'organization=northwind&amp;scheme=dark'
  expect(html).toMatch(new RegExp(`rel="prev" href="/mails\\?mail=added&amp;language=zh-Hant&amp;${rest}`))
  expect(html).toMatch(new RegExp(`rel="next" href="/mails\\?mail=added&amp;language=bg&amp;${rest}`))
})

test('without parameters, and with empty ones, the page shows a sample organization in English', async () => {
  for (const query of ['', '?mail=&language=&organization=+&scheme=&width=&view=']) {
    const { status, text } = await visitor.see(`/mails${query}`)
    expect(status).toBe(200)
    expect(text).toContain('Sender Acme via Passlink')
  }
})

test('the form shows what was chosen, and the frame has its width and its colours', async () => {
  const { html } = await visitor.see('/mails?organization=northwind&scheme=dark&width=phone&language=de')
  for (const value of ['de', 'dark', 'phone']) expect(html).toContain(`<option value="${value}" selected="">`)
  expect(html).toContain('name="organization" value="northwind"')
  expect(html).toContain('<iframe class="link phone dark" sandbox="" src="/mails/html?')
  const mailIn = async (scheme: string) => (await visitor.see(`/mails/html?scheme=${scheme}`)).html
  expect(await mailIn('dark')).toContain('@media (min-width: 0)')
  expect(await mailIn('light')).toContain('@media (max-width: 0)')
})

test('the source is the HTML of the mail as it is sent, as text', async () => {
  const { html } = await visitor.see('/mails?view=source')
  expect(html).toContain('&lt;!doctype html&gt;')
  expect(html).toContain('@media (prefers-color-scheme: dark)')
  expect(html).not.toMatch(/<iframe|<style|<td/)
})

test('the brand and the own texts of an organization are in its mail', async () => {
  const { db } = passlink.database
  await saveTexts(db, {
    organizationId: 'northwind',
    language: 'de',
    texts: { 'addedMail.heading': 'Neuer Schlüssel für {organization}' },
  })
  const query = 'mail=added&language=de&organization=northwind'
  const { text } = await visitor.see(`/mails?${query}`)
  expect(text).toContain('Sender Northwind IT &lt;it@northwind.example&gt;')
  expect(text).toContain('Replies to help@northwind.example')
  expect(text).not.toContain('are not used')
  const { html } = await visitor.see(`/mails/html?${query}`)
  for (const part of [logo, '#0a7d33', brand.accountUrl, brand.supportUrl, 'Neuer Schlüssel für Northwind'])
    expect(html).toContain(part)
  const inEnglish = await visitor.see('/mails/html?mail=added&organization=northwind')
  expect(inEnglish.html).not.toContain('Neuer Schlüssel')
})

test('what is not valid in a stored brand or text is named, and the mail is shown without it', async () => {
  const { db, sql } = passlink.database
  const svg = 'data:image/svg+xml;base64,PHN2Zy8+'
  await saveOrganizations(db, [{ id: 'odd', name: 'Odd', logo: svg }])
  await sql`update organizations set brand = '{"signInUrl":"ftp://x"}' where id = 'odd'`
  const texts = { 'linkMail.subject': 'For {nobody}', 'linkMail.<b>': 'x' }
  await saveTexts(db, { organizationId: 'odd', language: 'en', texts })
  const { status, text, html } = await visitor.see('/mails?organization=odd')
  expect(status).toBe(200)
  expect(html).toContain('<li>signInUrl must be an https URL</li>')
  expect(html).toContain('<li>linkMail.subject: has no value {nobody}, only {organization}</li>')
  expect(html).toContain('<li>linkMail.&lt;b&gt;: is not the name of a text of a mail</li>')
  expect(html).toContain('<li>logo is not a PNG or a JPEG')
  expect(text).toContain('Sender Odd via Passlink')
  expect((await visitor.see('/mails/html?organization=odd')).html).not.toContain(svg)
})

test.each([
  ['organization=nobody', 404, 'There is no organization “nobody”.'],
  ['organization=%00', 400, 'This is not the id of an organization.'],
  [`organization=${'x'.repeat(201)}`, 400, 'This is not the id of an organization.'],
  ['mail=welcome', 400, 'There is no mail “welcome”.'],
  ['mail=constructor', 400, 'There is no mail “constructor”.'],
  ['language=tlh', 400, 'There is no language “tlh”.'],
  ['language=%FF', 400, 'There is no language “'],
  ['scheme=sepia', 400, 'There is no scheme “sepia”.'],
  ['width=tv', 400, 'There is no width “tv”.'],
  ['view=%22%3E%3Cscript%3E', 400, 'There is no view “&quot;&gt;&lt;script&gt;”.'],
])('the page says what is wrong with %s, and marks its field', async (query, status, problem) => {
  const page = await visitor.see(`/mails?${query}`)
  expect([page.status, page.text]).toEqual([status, expect.stringContaining(problem)])
  const name = query.split('=')[0]
  expect(page.html).toMatch(new RegExp(`name="${name}"[^>]* aria-invalid="true"`))
  expect(page.html).toContain(`id="${name}-problem"`)
  expect(page.html).not.toMatch(/<iframe|<script/)
  const alone = await askDashboard(dashboard, `/mails/html?${query}`)
  expect([alone.status, alone.headers.get('content-type')]).toEqual([
    status,
    expect.stringMatching(/^text\/plain/),
  ])
})

test('a hostile name of an organization is text', async () => {
  const name = `"><script>alert(1)</script>'&{{url}}`
  await saveOrganizations(passlink.database.db, [{ id: '"><b>', name }])
  for (const path of ['/mails', '/mails?view=text', '/mails?view=source', '/mails/html']) {
    const { status, html } = await visitor.see(`${path}${path.includes('?') ? '&' : '?'}organization="><b>`)
    expect([path, status]).toEqual([path, 200])
    expect(html).toContain('script&')
    expect(html).not.toMatch(/<script|<b>/)
  }
})

test('the HTML of a mail alone may load nothing and run nothing, and be framed only by the dashboard', async () => {
  const { headers } = await askDashboard(dashboard, '/mails/html')
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  )
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('no-store')
})

test('the page is not cacheable, runs no script and is not framed, and it frames only the dashboard', async () => {
  const response = await askDashboard(dashboard, '/mails')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const policy = response.headers.get('content-security-policy')
  expect(policy).toContain("frame-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(await response.text()).not.toMatch(/<script|<style|style=|\son\w+=/)
  const css = await askDashboard(dashboard, '/mails/page.css')
  expect(css.headers.get('content-type')).toMatch(/^text\/css/)
})

test('the pages of the dead letters link to the mails', async () => {
  expect((await visitor.see('/dead-letters')).html).toContain('href="/mails">Mails</a>')
})

test.each(['/mails', '/mails/', '/mails/page.css', '/mails/html'])('%s needs the password', async path => {
  const { status } = await fetch(`http://127.0.0.1:${dashboard.port}${path}`, { redirect: 'manual' })
  expect(status).toBe(401)
})

describe('with MAIL_DESIGNS', () => {
  afterAll(() => {
    delete passlink.environment.MAIL_DESIGNS
  })

  test('the mails have these designs', async () => {
    const added = ourMjml.added.replace('{{wasYou}}', '{{wasYou}} A line of our own.')
    passlink.environment.MAIL_DESIGNS = JSON.stringify(await compileDesigns({ ...ourMjml, added }))
    const { see } = createVisitor(await passlink.startDashboard())
    expect((await see('/mails/html?mail=added')).html).toContain('A line of our own.')
    expect((await see('/mails/html?mail=link')).html).not.toContain('A line of our own.')
  })

  test('without one of the removed mail, that mail has ours', async () => {
    const { link, added } = ourMjml
    passlink.environment.MAIL_DESIGNS = JSON.stringify(await compileDesigns({ link, added }))
    const { see } = createVisitor(await passlink.startDashboard())
    expect((await see('/mails/html?mail=removed')).html).toContain('A passkey was removed')
  })

  test('the dashboard does not start without the designs that are needed', async () => {
    passlink.environment.MAIL_DESIGNS = '{}'
    expect(() => passlink.startDashboard()).toThrow(/MAIL_DESIGNS: link, ltr: is missing/)
  })
})
