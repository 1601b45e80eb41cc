import { findLinkStatuses, saveOrganizations, saveUsers, setPause, settleDeliveries } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claim, recordForAlice, settlementOf } from '../deliveries.ts'
import { startSessionOf } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { createVisitor, hiddenFields, type ShownPage, type Visitor } from './dead-letter-pages.ts'

let passlink: Passlink
const visitors = {} as Record<'viewer' | 'operator', Visitor>
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  const dashboard = await passlink.startDashboard()
  for (const role of ['viewer', 'operator'] as const)
    visitors[role] = createVisitor(dashboard, await startSessionOf(passlink.database, role))
  await passlink.database.sql`delete from audit`
})
afterEach(() => passlink?.stop())

const listed = ({ html }: ShownPage) =>
  [...html.matchAll(/<td class="who"><a href="\/organizations\/show\?id=([^"]+)"/g)].map(([, id]) => id)
const audited = () =>
  passlink.database.sql`select operator, action, subject, details from audit order by sequence`

test('organizations are found by a part of their id or name, with their people and pauses', async () => {
  await saveOrganizations(passlink.database.db, [
    { id: 'globex', name: 'Globex & Sons' },
    { id: '..', name: '<script>alert(1)</script>' },
  ])
  const all = await visitors.viewer.see('/organizations')
  expect(listed(all)).toEqual(['..', 'acme', 'globex'])
  expect(all.text).toContain('acme Acme 1 sent Deliveries')
  expect(all.html).not.toContain('<script')
  for (const q of ['GLO', 'sons', '%26'])
    expect(listed(await visitors.viewer.see(`/organizations?q=${q}`))).toEqual(['globex'])
  expect((await visitors.viewer.see('/organizations?q=%25')).text).toContain('No organization matches this.')
  expect((await visitors.viewer.see('/organizations/show?id=..')).text).toContain('Id ..')
  expect((await visitors.viewer.see('/organizations?q=%00')).status).toBe(400)
})

test('the pages of the list have each organization once', async () => {
  const many = Array.from({ length: 70 }, (_, n) => ({ id: `org-${n}`, name: `Org ${n}` }))
  await saveOrganizations(passlink.database.db, many)
  const first = await visitors.viewer.see('/organizations?q=org')
  const next = /rel="next" href="([^"]+)"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&') as string
  const second = await visitors.viewer.see(next)
  expect([listed(first).length, listed(second).length]).toEqual([50, 20])
  expect(new Set([...listed(first), ...listed(second)]).size).toBe(70)
  expect(second.html).not.toContain('rel="next"')
})

test('an organization has its brand, and ways to its deliveries and mails', async () => {
  const logo = 'data:image/png;base64,iVBORw0KGgo='
  await saveOrganizations(passlink.database.db, [{ id: 'acme', name: 'Acme', logo }])
  const brand = {
    colors: { accent: '#2f54eb' },
    sender: { name: 'Acme <b>', address: 'mail@acme.example' },
    signInUrl: 'javascript:alert(1)',
  }
  await passlink.database
    .sql`update organizations set brand = ${JSON.stringify(brand)}::text::jsonb where id = 'acme'`
  const { text, html } = await visitors.viewer.see('/organizations/show?id=acme')
  expect(text).toContain('Acme &lt;b&gt; &lt;mail@acme.example&gt;')
  expect(text).toContain('#2f54eb')
  expect(text).toContain('signInUrl must be an https URL')
  expect(html).toContain(`<img class="logo" src="${logo}"`)
  for (const path of [
    '/deliveries?q=org%3Aacme',
    '/dead-letters?organization=acme',
    '/mails?organization=acme',
  ])
    expect(html).toContain(`href="${path}"`)
  expect(html).not.toMatch(/javascript:|<script|style=|href="\/audit/)
})

test.each(['nothing', '', '%00', 'x'.repeat(201)])(
  'the organization %j is answered 404 with a page',
  async id => {
    for (const page of ['show', 'revoke']) {
      const { status, text } = await visitors.operator.see(`/organizations/${page}?id=${id}`)
      expect([status, text]).toEqual([404, expect.stringContaining('No such organization')])
    }
    expect((await visitors.operator.send('/organizations/revoke', [['id', id]])).status).toBe(404)
  },
)

test('an operator pauses the mails of an organization and resumes them, and its page says so', async () => {
  const page = await visitors.operator.see('/organizations/show?id=acme')
  expect(page.html).toContain('href="/pauses/set?scope=organization%3Aacme"')
  const paused = await visitors.operator.send('/pauses/set', [
    ['scope', 'organization:acme'],
    ['reason', 'they move'],
    ['until', '2h'],
  ])
  expect(paused.text).toMatch(
    /Acme paused .* Its mails have been paused by Ada operator since .*, until .*: they move/,
  )
  expect((await visitors.viewer.see('/organizations')).text).toContain('acme Acme 1 paused')
  const resumed = await visitors.operator.send('/pauses/end', [['scope', 'organization:acme']])
  expect(resumed.text).toContain('Its mails are not paused.')
  expect(await audited()).toMatchObject([
    { operator: 'operator-1', action: 'pause.set', subject: 'acme', details: { reason: 'they move' } },
    { operator: 'operator-1', action: 'pause.ended', subject: 'acme' },
  ])
})

test('a viewer is offered no change of an organization, and makes none', async () => {
  const links = await recordForAlice(passlink.database.db, 1)
  const { html } = await visitors.viewer.see('/organizations/show?id=acme')
  expect(html).not.toMatch(
    /method="post" action="\/(pauses|organizations)|href="\/(pauses|organizations\/revoke)/,
  )
  expect((await visitors.viewer.see('/organizations/revoke?id=acme')).status).toBe(403)
  const sent: [string, [string, string][]][] = [
    ['/organizations/revoke', [['id', 'acme']]],
    [
      '/pauses/set',
      [
        ['scope', 'organization:acme'],
        ['reason', 'x'],
      ],
    ],
    ['/pauses/end', [['scope', 'organization:acme']]],
  ]
  for (const [path, fields] of sent) expect((await visitors.viewer.send(path, fields)).status).toBe(403)
  expect(await findLinkStatuses(passlink.database.db, [links[0]?.linkId as string])).toMatchObject([
    { state: 'queued' },
  ])
  expect(await audited()).toEqual([])
})

test('all open links are revoked after a confirmation, with a line of the audit, and no others', async () => {
  const { db } = passlink.database
  await saveOrganizations(db, [{ id: 'globex', name: 'Globex' }])
  await saveUsers(db, [{ ...alice, id: 'bob', organizationId: 'globex', email: 'bob@globex.example' }])
  const [queued, sent] = await recordForAlice(db, 2)
  if (!queued || !sent) throw new Error('not recorded')
  await settleDeliveries(db, [
    settlementOf(await claim(db, sent.deliveryId), { outcome: 'accepted', retryInMs: null }),
  ])
  const confirmation = await visitors.operator.see('/organizations/revoke?id=acme')
  expect(confirmation.text).toContain('Revoke all open links of Acme?')
  expect(await audited()).toEqual([])
  const fields = hiddenFields(confirmation)
  expect(fields).toEqual([['id', 'acme']])
  const done = await visitors.operator.send('/organizations/revoke', fields)
  expect(done.text).toMatch(/^The links of Acme are revoked 2 links revoked; 2 links looked at\./)
  const states = await findLinkStatuses(db, [queued.linkId, sent.linkId])
  expect(states.map(({ state }) => state)).toEqual(['revoked', 'revoked'])
  expect(await audited()).toMatchObject([
    { operator: 'operator-1', action: 'links.revoked', subject: 'acme', details: { revoked: 2 } },
  ])
  const again = await visitors.operator.send('/organizations/revoke', fields)
  expect(again.text).toContain('0 links revoked; 2 links looked at.')
})

test('a revocation goes on where it stopped, and counts what was done before', async () => {
  const [older, newer] = await recordForAlice(passlink.database.db, 2)
  if (!older || !newer) throw new Error('not recorded')
  const [first, last] = [older.linkId, newer.linkId].sort() as [string, string]
  const done = await visitors.operator.send('/organizations/revoke', [
    ['id', 'acme'],
    ['before', last],
    ['looked', '500'],
    ['revoked', '400'],
  ])
  expect(done.text).toContain('401 links revoked; 501 links looked at.')
  const states = await findLinkStatuses(passlink.database.db, [first, last])
  expect(states.map(({ state }) => state)).toEqual(['revoked', 'queued'])
})

test('however many organizations are paused, a page has the first of them and how many more, and each page its own', async () => {
  const { db } = passlink.database
  const organizations = Array.from({ length: 12 }, (_, n) => ({ id: `org-${n}`, name: `Org ${n}` }))
  await saveOrganizations(db, organizations)
  const actor = { operator: 'olga', address: '192.0.2.7' }
  for (const { id } of organizations)
    await setPause(db, { scope: `organization:${id}`, reason: `because of ${id}`, end: null }, actor)
  await setPause(db, { scope: 'mail', reason: 'the relay moves', end: null }, actor)
  const { html, text } = await visitors.operator.see('/organizations/show?id=org-11')
  expect(html.match(/<strong class="pauses-scope">/g)).toHaveLength(10)
  expect(html).toContain('Paused: all mails')
  expect(html).toContain('<li>and 3 more</li>')
  expect(text).toContain('because of org-11')
  const form = await visitors.operator.see('/pauses/set?scope=organization:org-11')
  expect(form.text).toContain('Change the pause of organization org-11')
  expect(form.html).toContain('name="reason" value="because of org-11"')
})
