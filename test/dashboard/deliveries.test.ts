import {
  type Actor,
  recordLinks,
  recordReport,
  redeemLink,
  saveOrganizations,
  saveUsers,
  settleDeliveries,
} from '@passlink/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killDelivery } from '../dead-letters.ts'
import { claim, type MailedLink, request, settlementOf, unlimited } from '../deliveries.ts'
import { newPasskey, undoable } from '../new-passkey.ts'
import { startSessionOf } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { createVisitor, type ShownPage, type Visitor } from './dead-letter-pages.ts'

const hostile = `"><script>alert(1)</script>'&`

let passlink: Passlink
let dashboard: { port: number }
const visitors = {} as Record<'viewer' | 'operator' | 'admin', Visitor>
let link: MailedLink
let hostileLink: MailedLink
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  dashboard = await passlink.startDashboard()
  for (const role of ['viewer', 'operator', 'admin'] as const)
    visitors[role] = createVisitor(dashboard, await startSessionOf(passlink.database, role))
  const { db } = passlink.database
  await saveOrganizations(db, [{ id: 'globex', name: 'Globex' }])
  await saveUsers(db, [
    { ...alice, id: 'bob', organizationId: 'globex', email: 'bob@globex.example', displayName: 'Bob' },
    { ...alice, id: hostile, organizationId: 'globex', email: 'eve@globex.example', displayName: hostile },
  ])
  const asked = [
    { ...request, requestId: 'request-7' },
    { ...request, userId: 'bob', requestId: 'request-8' },
    { ...request, userId: hostile, requestId: 'request-9' },
  ]
  const recorded = (await recordLinks(db, asked, unlimited)) as [MailedLink, MailedLink, MailedLink]
  ;[link, , hostileLink] = recorded
  await killDelivery(passlink.database, hostileLink.deliveryId, { relay: hostile, detail: hostile })
})
afterAll(() => passlink?.stop())

/** The deliveries that a page lists. */
const found = ({ html }: ShownPage) =>
  [...html.matchAll(/class="reason" href="\/deliveries\/([^"]+)"/g)].map(([, id]) => id)

const search = (text: string, role: keyof typeof visitors = 'viewer') =>
  visitors[role].see(`/deliveries?q=${encodeURIComponent(text)}`)

test.each<[what: string, text: () => string]>([
  ['person', () => 'alice'],
  ['person, by the word', () => 'user:alice'],
  ['address', () => 'alice@acme.example'],
  ['address in capitals', () => 'ALICE@ACME.EXAMPLE'],
  ['address, by the word', () => 'address:Alice@acme.example'],
  ['link', () => link.linkId],
  ['delivery', () => link.deliveryId],
  ['delivery in capitals', () => link.deliveryId.toUpperCase()],
  ['request', () => 'request-7'],
  ['organization', () => 'acme'],
  ['organization and state', () => 'org:acme state:queued after:1h'],
])('a mail is found by its %s, and no other', async (_, text) => {
  const page = await search(text())
  expect([page.status, found(page)]).toEqual([200, [link.deliveryId]])
  expect(page.text).toContain(
    'Link to Alice Adams alice of acme a•••@acme.example 0 attempts · link recorded queued',
  )
})

test('without a search the latest deliveries are listed, with words to search by', async () => {
  const page = await visitors.viewer.see('/deliveries')
  expect(found(page)).toHaveLength(3)
  expect(page.text).toContain('Searched back to ')
  for (const word of [
    'user:',
    'address:',
    'org:',
    'link:',
    'delivery:',
    'request:',
    'state:',
    'kind:',
    'relay:',
  ])
    expect(page.text).toContain(word)
  expect(page.html).toContain('href="/deliveries?q=state%3Adead"')
})

test('what nobody has is said to be unknown, and a search that finds nothing keeps its text', async () => {
  const page = await search('nobody@acme.example')
  expect([page.status, found(page)]).toEqual([200, []])
  expect(page.text).toContain('No delivery matches this. Nothing has this id or address.')
  expect(page.html).toContain('value="nobody@acme.example"')
})

test('the pages of a search have each delivery once, from the newest to the oldest', async () => {
  const { db } = passlink.database
  await saveUsers(db, [{ ...alice, id: 'carol', email: 'carol@acme.example' }])
  await recordLinks(db, Array(120).fill({ ...request, userId: 'carol' }), unlimited)
  const seen: (string | undefined)[] = []
  const sizes: number[] = []
  let path: string | undefined = '/deliveries?q=user%3Acarol'
  while (path) {
    const page: ShownPage = await visitors.viewer.see(path)
    seen.push(...found(page))
    sizes.push(found(page).length)
    path = /rel="next" href="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&')
  }
  expect(sizes).toEqual([50, 50, 20])
  expect(new Set(seen).size).toBe(120)
  await passlink.database
    .sql`delete from deliveries where link_id in (select id from links where user_id = 'carol')`
  await passlink.database.sql`delete from links where user_id = 'carol'`
})

test.each([
  ['person:alice', '“person:” is no word of a search'],
  ['state:lost', '“lost” is no state'],
  ['after:yesterday', '“yesterday” is no time'],
  ['alice bob', 'one id or address at most'],
  ['x\0y', 'none of them a control character'],
  [`user:"${hostile}`, 'No delivery matches this.'],
  ["' or 1=1 --", 'at most'],
  ['x'.repeat(1_001), 'A search has 1000 characters at most.'],
  ['"', 'No delivery matches this.'],
  ['org:" "', 'No delivery matches this.'],
])('the search %j is answered with a page that says %s', async (text, says) => {
  const page = await search(text)
  expect(page.status).toBe(says.startsWith('No delivery') ? 200 : 400)
  expect(page.text).toContain(says)
  expect(page.html).not.toContain('<script')
})

test.each(['%ff', '%ED%A0%80', '%', '%00%'])('bytes like %s that are no text break no page', async bytes => {
  expect([200, 400]).toContain((await visitors.viewer.see(`/deliveries?q=${bytes}`)).status)
})

test.each([
  'x',
  '~',
  '%00',
  '%ff',
  '0000-01-01T00:00:00.000000Z~01890000-0000-7000-8000-000000000000',
  '2026-13-01T00:00:00.000000Z~01890000-0000-7000-8000-000000000000',
])('the cursor %s breaks no page', async after => {
  for (const q of ['', 'user:alice', 'state:dead', 'state:open'])
    expect((await visitors.viewer.see(`/deliveries?q=${q}&after=${after}`)).status).toBe(200)
})

test('of the mailed address of a link only the id stays in the address of the page', async () => {
  const page = await search(`https://passlink.example/l/${link.linkId}#s3cr3t`)
  expect([page.status, page.location]).toEqual([302, `/deliveries?q=link%3A${link.linkId}`])
  expect(found(await visitors.viewer.see(page.location as string))).toEqual([link.deliveryId])
})

test('of a mailed address that has the id of a person as well, the link is found', async () => {
  const person = '018f2a3b-0000-4000-8000-00000000abcd'
  const page = await search(`https://acme.example/?userID=${person}&codeID=${link.linkId}&code=s3cr3t`)
  expect([page.status, page.location]).toEqual([302, `/deliveries?q=link%3A${person}%2C${link.linkId}`])
  expect(found(await visitors.viewer.see(page.location as string))).toEqual([link.deliveryId])
})

test('hostile ids, names, relays and reasons are shown as text', async () => {
  const quoted = `user:"${hostile.replace(/["\\]/g, '\\$&')}"`
  for (const page of [
    await search(quoted, 'admin'),
    await visitors.admin.see(`/deliveries/${hostileLink.deliveryId}`),
  ]) {
    expect(page.status).toBe(200)
    expect(page.html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;')
    expect(page.html).not.toMatch(/<script|<style|style=|\son\w+=/)
  }
  expect(found(await search(quoted))).toEqual([hostileLink.deliveryId])
})

test('only admins are offered whole addresses, and each look is in the audit', async () => {
  for (const path of ['/deliveries?q=alice', `/deliveries/${link.deliveryId}`])
    for (const role of ['viewer', 'operator', 'admin'] as const) {
      const { html } = await visitors[role].see(path)
      expect(html).toContain('a•••@acme.example')
      expect(html).not.toContain('alice@acme.example')
      expect([role, html.includes('action="/addresses/show"')]).toEqual([role, role === 'admin'])
    }
  const fields: [string, string][] = [
    ['user', 'alice'],
    ['back', '/deliveries?q=user%3Aalice'],
  ]
  expect((await visitors.operator.send('/addresses/show', fields)).status).toBe(403)
  const shown = await visitors.admin.send('/addresses/show', fields)
  expect(shown.text).toContain('alice@acme.example')
  expect(shown.html).toContain('href="/deliveries?q=user%3Aalice"')
  const audited = await passlink.database.sql`select operator from audit where action = 'address.shown'`
  expect(audited).toEqual([{ operator: 'admin-1' }])
})

test.each(['01890000-0000-7000-8000-000000000000', 'nonsense', '%00', '%ff', '..%2f..'])(
  'the delivery %s is answered 404 with a page',
  async id => {
    const page = await visitors.viewer.see(`/deliveries/${id}`)
    expect([page.status, page.text]).toEqual([404, expect.stringContaining('No such delivery')])
  },
)

describe('after a deferral, a rejection, a redrive, a bounce and a redemption', () => {
  const relay = 'smtp.relay.example:587'
  const path = () => `/deliveries/${link.deliveryId}`
  beforeAll(async () => {
    const { db } = passlink.database
    const settle = async (outcome: Partial<Parameters<typeof settlementOf>[1]>) =>
      settleDeliveries(db, [settlementOf(await claim(db, link.deliveryId), { relay, ...outcome })])
    await settle({})
    await settle({
      outcome: 'rejected',
      smtpCode: 550,
      enhancedCode: '5.7.1',
      detail: 'DATA: not today',
      command: 'data',
      retryInMs: null,
    })
    await visitors.operator.send('/dead-letters/redrive', [
      ['id', link.deliveryId],
      ['back', 'delivery'],
    ])
    await settle({ outcome: 'accepted', smtpCode: 250, detail: '250 2.0.0 queued', retryInMs: null })
    const { deliveryId, linkId } = link
    const report = { deliveryId, kind: 'bounced', status: '5.1.1', detail: 'no such mailbox' } as const
    await recordReport(db, report, { webhooks: null })
    const redemption = { linkId, passkey: newPasskey, requestId: 'redeem-1', noticeDeadlineMs: 60_000 }
    await redeemLink(db, { ...redemption, webhooks: null, ...undoable })
  })

  test('the timeline has everything in the order of time, and who redrove it', async () => {
    const { status, text, html } = await visitors.viewer.see(path())
    expect([status, text]).toEqual([
      200,
      expect.stringMatching(
        new RegExp(
          [
            '^Delivery bounced no such mailbox .* Timeline Recorded and queued ',
            'Attempt 1 deferred 451 4\\.7\\.1 later .* took \\d+ ms · smtp\\.relay\\.example:587 · at RCPT ',
            'Attempt 2 rejected DATA: not today .* took \\d+ ms · smtp\\.relay\\.example:587 · at DATA · 550 5\\.7\\.1 ',
            'Died rejected: DATA: not today ',
            'Redriven by Ada operator \\(operator-1\\) ',
            'Attempt 3 accepted 250 2\\.0\\.0 queued .* Sent .* Came back no such mailbox .*5\\.1\\.1 ',
            '.*Link redeemed ',
          ].join('.*'),
        ),
      ),
    ])
    expect(text).toMatch(/Passkey added iPhone/)
    expect(html).toMatch(/Notice <span class="badge queued">/)
    expect(html).not.toContain('alice@acme.example')
  })

  test('from where the operator did it is for admins alone', async () => {
    expect((await visitors.viewer.see(path())).text).not.toContain('127.0.0.1')
    expect((await visitors.admin.see(path())).text).toMatch(
      /by Ada operator \(operator-1\) from [^ ]*127\.0\.0\.1/,
    )
  })

  test('it leads to all deliveries of its person, organization, link and request', async () => {
    const { html } = await visitors.viewer.see(path())
    for (const [q, count] of [
      ['user%3Aalice', 2],
      ['org%3Aacme', 2],
      [`link%3A${link.linkId}`, 2],
      ['request%3Arequest-7', 1],
    ]) {
      expect(html).toContain(`href="/deliveries?q=${q}"`)
      expect([q, found(await visitors.viewer.see(`/deliveries?q=${q}`)).length]).toEqual([q, count])
    }
  })

  test('the page has the same at the address at which dead letters are', async () => {
    const same = await visitors.viewer.see(`/dead-letters/${link.deliveryId}`)
    expect(same.text).toBe((await visitors.viewer.see(path())).text)
  })

  test('the suppression is told on the pages of the delivery and of the person, and lifted by who may', async () => {
    const pages = [path(), '/deliveries?q=alice', '/deliveries?q=Alice%40acme.example']
    const says = 'The address of alice is suppressed and gets no mail: mail came back: no such mailbox'
    for (const page of pages)
      for (const role of ['viewer', 'operator'] as const) {
        const { text, html } = await visitors[role].see(page)
        expect(text).toContain(says)
        expect(html.includes('action="/suppressions/lift"')).toBe(role === 'operator')
      }
    const fields: [string, string][] = [
      ['user', 'alice'],
      ['back', path()],
    ]
    expect((await visitors.viewer.send('/suppressions/lift', fields)).status).toBe(403)
    expect((await visitors.viewer.see(path())).text).toContain(says)
    const lifted = await visitors.operator.send('/suppressions/lift', fields)
    expect([lifted.status, lifted.html]).toEqual([200, expect.stringContaining(`href="${path()}"`)])
    for (const page of pages) expect((await visitors.viewer.see(page)).text).not.toContain('is suppressed')
    expect((await visitors.viewer.see(path())).text).toContain(
      'Suppression lifted by Ada operator (operator-1)',
    )
    const actors = await passlink.database.sql<Pick<Actor, 'operator'>[]>`
      select operator, subject from audit where action = 'suppression.lifted'`
    expect(actors).toEqual([{ operator: 'operator-1', subject: 'alice' }])
    expect((await visitors.operator.send('/suppressions/lift', fields)).status).toBe(404)
  })
})
