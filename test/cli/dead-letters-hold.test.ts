import { afterEach, beforeEach, expect, test } from 'vitest'
import { claim, createDirectory, recordForAlice } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'
import { runCommand } from './run-command.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

const hold = (...args: string[]) =>
  runCommand('dead-letters', ['hold', ...args], { settings: { DATABASE_URL: database.url } })

const states = async () => {
  const rows = await database.sql<{ id: string; status: string }[]>`select id, status from deliveries`
  return Object.fromEntries(rows.map(({ id, status }) => [id, status]))
}

test('hold makes dead what is open, but no webhook, once claims have lapsed, and each is in the audit', async () => {
  const { db, sql } = database
  const [queued, sending, sent] = (await recordForAlice(db, 3)).map(link => link.deliveryId) as [
    string,
    string,
    string,
  ]
  await claim(db, sending, { leaseMs: 1_500 })
  await sql`update deliveries set status = 'sent', sent_at = now() where id = ${sent}`
  const [webhook] = await sql<{ id: string }[]>`
    insert into deliveries (id, link_id, kind, event_sequence, request_id, deadline)
    select gen_random_uuid(), id, 'webhook', 1, 'r', now() + interval '1 hour' from links limit 1 returning id`
  const before = await states()
  expect(await hold()).toEqual({
    code: 2,
    stdout: '',
    stderr: '2 open mails\nnothing was changed: --yes is needed to hold them back\n',
  })
  expect(await states()).toEqual(before)

  expect(await hold('--yes')).toEqual({ code: 0, stdout: '2 held back\n', stderr: '2 open mails\n' })
  expect(await states()).toEqual({
    [queued]: 'dead',
    [sending]: 'dead',
    [sent]: 'sent',
    [webhook?.id ?? '']: 'queued',
  })
  const audit = await sql<{ subject: string }[]>`select subject from audit where action = 'delivery.held'`
  expect(audit.map(({ subject }) => subject).sort()).toEqual([queued, sending].sort())
  expect(await sql`select outcome from attempts`).toEqual([{ outcome: 'unknown' }])
})

test('hold --until leaves what was recorded later', async () => {
  const [first] = await recordForAlice(database.db, 1)
  const [moment] = await database.sql<{ at: string }[]>`
    select to_char(clock_timestamp() at time zone 'utc' + interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`
  await database.sql`select pg_sleep(0.002)`
  const [later] = await recordForAlice(database.db, 1)
  expect(await hold('--until', moment?.at ?? '', '--yes')).toMatchObject({ code: 0, stdout: '1 held back\n' })
  expect(await states()).toEqual({ [first?.deliveryId ?? '']: 'dead', [later?.deliveryId ?? '']: 'queued' })
})
