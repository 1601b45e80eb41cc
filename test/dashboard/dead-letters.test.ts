import { saveOrganizations, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDeadLetter, createMassFailure, killDelivery } from '../dead-letters.ts'
import { recordForAlice } from '../deliveries.ts'
import { askDashboard } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { createVisitor, hiddenFields, listedIds, type Visitor } from './dead-letter-pages.ts'

let passlink: Passlink
let dashboard: { port: number }
let visitor: Visitor
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  dashboard = await passlink.startDashboard()
  visitor = createVisitor(dashboard)
})
afterEach(() => passlink?.stop())

test('the list shows the person, attempts, relay and reason of each delivery, and no address', async () => {
  const { database } = passlink
  expect((await visitor.see('/dead-letters')).text).toContain('Nothing is dead.')
  const id = await createDeadLetter(database, { detail: '550 5.1.1 <(address)>: no such mailbox' })
  const { status, html, text } = await visitor.see('/dead-letters')
  expect(status).toBe(200)
  expect(text).toContain(
    'rejected: 550 5.1.1 &lt;(address)&gt;: no such mailbox alice of acme · 1 attempt · relay:25',
  )
  expect(html).toContain(`href="/dead-letters/${id}"`)
  expect(html).not.toMatch(/@acme|Adams/)
})

test('pages go from the newest to the oldest, with each delivery on one page', async () => {
  const { db, sql } = passlink.database
  await recordForAlice(db, 120)
  await sql`update deliveries set status = 'dead', dead_at = now(), dead_reason = 'gone'`
  const seen: string[] = []
  let path: string | undefined = '/dead-letters?reason=gone'
  const sizes: number[] = []
  while (path) {
    const page = await visitor.see(path)
    expect(page.text).toContain('Dead letters 120 matching')
    seen.push(...listedIds(page))
    sizes.push(listedIds(page).length)
    path = /rel="next" href="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&')
  }
  expect(sizes).toEqual([50, 50, 20])
  expect(new Set(seen).size).toBe(120)
  expect(seen).toEqual([...seen].sort().reverse())
})

test('a filter narrows the list, and its form shows it as entered', async () => {
  const { database } = passlink
  await saveOrganizations(database.db, [{ id: 'globex', name: 'Globex' }])
  await saveUsers(database.db, [{ ...alice, id: 'bob', organizationId: 'globex' }])
  const here = await createDeadLetter(database)
  const there = await createDeadLetter(database, { userId: 'bob', relay: 'other:25', outcome: 'unknown' })
  for (const query of [
    'organization=globex',
    'user=+bob+',
    'relay=other:25',
    'outcome=unknown',
    'reason=LOST',
  ])
    expect([query, listedIds(await visitor.see(`/dead-letters?${query}`))]).toEqual([query, [there]])
  expect(listedIds(await visitor.see('/dead-letters?since=1h&until=1ms&user=alice'))).toEqual([here])
  const { html, text } = await visitor.see('/dead-letters?until=1h&reason=%22%3E%3Cscript%3E')
  expect(text).toContain('Nothing that is dead matches this.')
  expect(html).toContain('name="until" value="1h"')
  expect(html).toContain('name="reason" value="&quot;&gt;&lt;script&gt;"')
})

test.each([
  'since=yesterday',
  'until=2026-02-30T00:00:00Z',
  'since=0000-01-01T00:00:00Z',
  'since=999999999d',
  'since=9999-12-31T23:59:59-23:00',
  'outcome=accepted',
  'reason=%00',
  `user=${'x'.repeat(201)}`,
])('the filter %s is refused, and the page marks the invalid field', async query => {
  const { status, text, html } = await visitor.see(`/dead-letters?${query}`)
  expect(status).toBe(400)
  expect(html).toContain('class="problem"')
  expect(text).toContain('must')
})

test('an invalid cursor shows the first page', async () => {
  const id = await createDeadLetter(passlink.database)
  const known = '01890000-0000-7000-8000-000000000000'
  for (const before of [
    'x',
    '_',
    `now_${known}`,
    `0000-01-01T00:00:00Z_${known}`,
    `soon_${known}`,
    '2026-01-01T00:00:00Z_x',
    '%00',
  ])
    expect(listedIds(await visitor.see(`/dead-letters?before=${before}`))).toEqual([id])
})

test('any delivery can be found by its id, with every attempt, its request and its job', async () => {
  const { database } = passlink
  const id = await createDeadLetter(database, { outcome: 'deferred', detail: '451 4.7.1 later' })
  await database.sql`update deliveries set status = 'queued', dead_at = null, dead_reason = null`
  await killDelivery(database, id, { detail: '550 5.1.1 <gone>' })
  const found = await visitor.see(`/dead-letters/find?id=%20${id.toUpperCase()}%20`)
  expect(found.location).toBe(`/dead-letters/${id}`)
  const { status, html, text } = await visitor.see(`/dead-letters/${id}`)
  expect(status).toBe(200)
  expect(text).toMatch(/1 deferred 451 4\.7\.1 later .* 2 rejected 550 5\.1\.1 &lt;gone&gt; /)
  expect(text).toContain('Request r ')
  expect(html).toContain(`href="/queues/queue/deliveries/${id}"`)
  expect(html).not.toContain('alice@acme')
})

test.each([
  ['/dead-letters/01890000-0000-7000-8000-000000000000', 404],
  ['/dead-letters/nonsense', 404],
  ['/dead-letters/%00', 404],
  ['/dead-letters/find?id=nonsense', 400],
  ['/dead-letters/find', 400],
])('%s is answered %i with a page', async (path, status) => {
  const page = await visitor.see(path)
  expect([page.status, page.html]).toEqual([status, expect.stringContaining('<!doctype html>')])
})

test('hostile ids and reasons are shown as text', async () => {
  const { database } = passlink
  const hostile = `"><script>alert(1)</script>'&`
  await saveUsers(database.db, [{ ...alice, id: hostile }])
  const id = await createDeadLetter(database, { userId: hostile, relay: hostile, detail: hostile })
  const user = encodeURIComponent(hostile)
  for (const path of [
    '/dead-letters',
    `/dead-letters?user=${user}`,
    `/dead-letters/${id}`,
    `/dead-letters/redrive?matching=yes&user=${user}&relay=${user}&back=${user}`,
  ]) {
    const { status, html } = await visitor.see(path)
    expect([path, status]).toEqual([path, 200])
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;')
    expect(html).not.toContain('<script')
  }
})

describe('like every page of the dashboard', () => {
  const paths = [
    '/dead-letters',
    '/dead-letters/',
    '/dead-letters/page.css',
    '/dead-letters/find',
    '/dead-letters/x',
  ]

  test.each(paths)('%s needs the password', async path => {
    const { status } = await fetch(`http://127.0.0.1:${dashboard.port}${path}`, { redirect: 'manual' })
    expect(status).toBe(401)
  })

  test.each(['redrive', 'discard'])('%s needs the password and the same origin', async change => {
    const id = await createDeadLetter(passlink.database)
    const init = { method: 'POST', body: new URLSearchParams({ id }) }
    const url = `http://127.0.0.1:${dashboard.port}/dead-letters/${change}`
    expect((await fetch(url, init)).status).toBe(401)
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ])
      expect((await askDashboard(dashboard, `/dead-letters/${change}`, { ...init, headers })).status).toBe(
        403,
      )
    expect(listedIds(await visitor.see('/dead-letters'))).toEqual([id])
  })

  test('they are not cacheable, run no script and let browsers send the origin of a form', async () => {
    const { headers } = await askDashboard(dashboard, '/dead-letters')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toContain("script-src 'self';")
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect((await visitor.see('/dead-letters')).html).not.toMatch(/<script|<style|style=|\son\w+=/)
    const css = await askDashboard(dashboard, '/dead-letters/page.css')
    expect(css.headers.get('content-type')).toMatch(/^text\/css/)
  })

  test('the board links to them, and each job to its delivery', async () => {
    const [link] = await recordForAlice(passlink.database.db, 1)
    const deliveryId = link?.deliveryId as string
    await passlink.openQueue().enqueue([{ deliveryId, dueInMs: 0 }])
    const board = await (await askDashboard(dashboard, '/queues')).text()
    for (const path of ['/dead-letters', '/mails']) expect(board).toContain(`href="${path}"`)
    const job = await askDashboard(dashboard, `/queues/api/queues/deliveries/${deliveryId}`)
    expect(JSON.stringify(await job.json())).toContain(`"href":"/dead-letters/${deliveryId}"`)
  })
})

test('reasons are counted without what differs from mail to mail, and each count leads to its dead letters', async () => {
  const { database } = passlink
  const full = await createDeadLetter(database, { detail: '452 4.2.2 mailbox full', relay: 'other:25' })
  const ids = [
    await createDeadLetter(database, { detail: '550 5.1.1 no mailbox x1' }),
    await createDeadLetter(database, { detail: '550 5.1.1 no mailbox x2' }),
  ]
  const page = await visitor.see('/dead-letters?user=alice')
  expect(page.text).toMatch(
    /By reason 2 rejected: 550 5\.1\.1 no mailbox … .* 1 rejected: 452 4\.2\.2 mailbox full/,
  )
  const [common = '', rare = ''] = [...page.html.matchAll(/href="([^"]*group=[^"]*)"/g)].map(([, path]) =>
    (path as string).replaceAll('&amp;', '&'),
  )
  expect(listedIds(await visitor.see(common)).sort()).toEqual(ids.sort())
  const one = await visitor.see(rare)
  expect(listedIds(one)).toEqual([full])
  expect(one.text).toContain('Of one reason 1 rejected: 452 4.2.2 mailbox full')
  expect(one.html).toContain('href="/dead-letters?user=alice">All reasons')
  const all = /href="(\/dead-letters\/discard[^"]*)"/.exec(one.html)?.[1]?.replaceAll('&amp;', '&') as string
  const asked = await visitor.see(all)
  expect(asked.text).toContain('reason rejected: 452 4.2.2 mailbox full')
  expect(asked.text).not.toMatch(/[0-9a-f]{16}/)
  await visitor.send('/dead-letters/discard', hiddenFields(asked))
  expect(listedIds(await visitor.see('/dead-letters')).sort()).toEqual(ids.sort())
  expect((await visitor.see('/dead-letters?group=x')).status).toBe(400)
})

test('of a mass failure at least ten thousand are counted, and all of it can be redriven', async () => {
  await createMassFailure(passlink.database)
  const page = await visitor.see('/dead-letters')
  expect(page.text).toMatch(/^Dead letters 10,000\+ Redrive all 10,000\+… /)
  const confirmation = await visitor.see('/dead-letters/redrive?matching=yes')
  expect(confirmation.text).toMatch(/^Redrive at least 10,000 dead letters\? .* Redrive 10,000\+ /)
  expect(hiddenFields(confirmation)).toContainEqual(['matching', 'yes'])
})

test('where the dead letters would take too long, their page and the confirmation say what helps', async () => {
  const { sql } = passlink.database
  const id = await createDeadLetter(passlink.database)
  // To look at this table takes eight seconds.
  await sql`alter table attempts rename to stored_attempts`
  await sql`
    create view attempts as
    select stored_attempts.* from stored_attempts right join (select pg_sleep(8)) as slept on true`
  const text = expect.stringContaining(
    'needed more than five seconds for these dead letters. Narrow the filter',
  )
  for (const path of [
    '/dead-letters?reason=mailbox',
    '/dead-letters/redrive?matching=yes',
    `/dead-letters/discard?id=${id}`,
  ])
    expect([path, await visitor.see(path)]).toMatchObject([path, { status: 503, text }])
})
