import { type AuditEntry, recordAudit } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand } from '../cli/run-command.ts'
import { createDeadLetter } from '../dead-letters.ts'
import { startSessionOf } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let origin: string
let cookie: string
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  origin = `http://127.0.0.1:${(await passlink.startDashboard()).port}`
  cookie = await startSessionOf(passlink.database, 'admin')
  await passlink.database.sql`delete from audit`
})
afterEach(() => passlink?.stop())

const send = (path: string, fields: [string, string][]) =>
  fetch(`${origin}${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { cookie },
    redirect: 'manual',
  })

async function see(path: string) {
  const response = await fetch(`${origin}${path}`, { headers: { cookie, accept: 'text/html' } })
  const html = await response.text()
  const rows = [...html.matchAll(/<tr><td>[\s\S]*?<\/tr>/g)].map(([row]) =>
    row
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  return { status: response.status, html, rows }
}

const recorded = () =>
  passlink.database.sql`select operator, address, action, subject, details from audit order by sequence`

test('each delivery that an operator redrives or discards has a line, and those that stay as they are have none', async () => {
  const [first, second, third] = [
    await createDeadLetter(passlink.database),
    await createDeadLetter(passlink.database),
    await createDeadLetter(passlink.database),
  ]
  const unknown = '01890000-0000-7000-8000-000000000000'
  await send('/dead-letters/redrive', [
    ['id', first],
    ['id', unknown],
  ])
  await send('/dead-letters/redrive', [['id', first]])
  await send('/dead-letters/discard', [
    ['matching', 'yes'],
    ['user', 'alice'],
  ])
  await send('/dead-letters/discard', [['id', second]])
  const admin = { operator: 'admin-1', address: '127.0.0.1', details: { name: 'Ada admin' } }
  expect(await recorded()).toEqual([
    { ...admin, action: 'delivery.redriven', subject: first },
    { ...admin, action: 'delivery.discarded', subject: second },
    { ...admin, action: 'delivery.discarded', subject: third },
  ])
})

test('so has what a command changes, with the user of the operating system', async () => {
  const id = await createDeadLetter(passlink.database)
  const { DATABASE_URL = '' } = passlink.environment
  await runCommand('dead-letters', ['redrive', id], { settings: { DATABASE_URL } })
  expect(await recorded()).toMatchObject([
    { operator: expect.stringMatching(/^cli:./), action: 'delivery.redriven', subject: id },
  ])
})

test('a change whose line cannot be written is not made', async () => {
  const id = await createDeadLetter(passlink.database)
  await passlink.database.sql`alter table audit add constraint none check (false) not valid`
  for (const change of ['redrive', 'discard'])
    expect((await send(`/dead-letters/${change}`, [['id', id]])).status).toBe(500)
  const [row] = await passlink.database
    .sql`select status, redriven_at, discarded_at from deliveries where id = ${id}`
  expect(row).toEqual({ status: 'dead', redriven_at: null, discarded_at: null })
})

test('an address is shown by a button only, to whoever may see it, and each look is a line', async () => {
  const page = await send('/addresses/show', [
    ['user', 'alice'],
    ['back', '/dead-letters'],
  ])
  const text = await page.text()
  expect(text).toContain('alice@acme.example')
  expect(text).toContain('href="/dead-letters"')
  expect(page.headers.get('cache-control')).toBe('no-store')
  const line = { operator: 'admin-1', action: 'address.shown', subject: 'alice' }
  expect(await recorded()).toMatchObject([line])

  await passlink.database.sql`update users set email = null`
  for (const user of ['alice', 'nobody', '', '\0'])
    expect((await send('/addresses/show', [['user', user]])).status).toBe(404)
  expect(await recorded()).toHaveLength(1)
})

const entry = (n: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  operator: 'ada',
  address: '192.0.2.1',
  action: 'delivery.redriven',
  subject: `s${n}`,
  ...more,
})

test('the page has the newest first, and each line on one page', async () => {
  await recordAudit(
    passlink.database.db,
    Array.from({ length: 120 }, (_, n) => entry(n)),
  )
  const seen: string[] = []
  let path: string | undefined = '/audit?operator=ada'
  while (path) {
    const page = await see(path)
    seen.push(...page.rows.map(row => / (s\d+)$/.exec(row)?.[1] ?? ''))
    path = /rel="next" href="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&')
  }
  expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => `s${119 - n}`))
  expect((await see('/audit?before=x')).rows).toHaveLength(50)
})

test('a filter narrows it, and is in the address and the form', async () => {
  await recordAudit(passlink.database.db, [
    entry(1),
    entry(2, { operator: 'grace', name: 'Grace Hopper', details: { queue: 'deliveries' } }),
    entry(3, { action: 'session.ended', subject: null }),
  ])
  await passlink.database.sql`update audit set at = now() - interval '2 hours' where subject = 's1'`
  const matching = async (query: string) => (await see(`/audit?${query}`)).rows.length
  expect(await matching('')).toBe(3)
  expect(await matching('operator=+grace+')).toBe(1)
  expect(await matching('action=session.ended')).toBe(1)
  expect(await matching('subject=s2')).toBe(1)
  expect(await matching('since=1h')).toBe(2)
  expect(await matching('until=1h')).toBe(1)
  expect(await matching('operator=grace&subject=s1')).toBe(0)
  const { html, rows } = await see('/audit?operator=grace')
  expect(html).toContain('name="operator" value="grace"')
  expect(rows[0]).toMatch(/Grace Hopper grace 192\.0\.2\.1 delivery\.redriven s2 queue deliveries$/)
})

test.each(['since=yesterday', 'until=0000-01-01T00:00:00Z', `subject=${'x'.repeat(201)}`, 'operator=%00'])(
  'the filter %s is refused, and the page marks its field',
  async query => {
    const { status, html } = await see(`/audit?${query}`)
    expect(status).toBe(400)
    const name = query.split('=')[0]
    expect(html).toMatch(new RegExp(`name="${name}"[^>]* aria-invalid="true"`))
  },
)

test('what is recorded is shown as text', async () => {
  const hostile = `"><script>alert(1)</script>'&\0`
  await recordAudit(passlink.database.db, [
    entry(1, { operator: hostile, name: hostile, subject: hostile, details: { reason: hostile } }),
  ])
  const { html } = await see('/audit')
  expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;')
  expect(html).not.toContain('<script')
})
