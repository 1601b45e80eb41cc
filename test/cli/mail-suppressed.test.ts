import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'
import { runCommand } from './run-command.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
  await database.sql`
    insert into suppressions (address_hash, kind, reason, user_id, delivery_id)
    select sha256(convert_to(lower(email), 'UTF8')), 'bounced', 'mail came back: 550 5.1.1 no such user', id,
      '01960000-0000-7000-8000-000000000001'
    from users where id = 'alice'`
})
afterEach(() => database.drop())

const mail = (...args: string[]) => runCommand('mail', args, { settings: { DATABASE_URL: database.url } })

test('suppressed lists the addresses that get no mail, with the reason and the delivery, and each look is in the audit', async () => {
  for (const args of [[], ['--user', 'alice']]) {
    const { code, stdout, stderr } = await mail('suppressed', ...args)
    expect(stdout).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {2}alice of acme {2}alice@acme\.example {2}mail came back: 550 5\.1\.1 no such user {2}\(01960000-0000-7000-8000-000000000001\)\n$/,
    )
    expect([code, stderr]).toEqual([0, ''])
  }
  const shown = { operator: expect.stringMatching(/^cli:./), action: 'address.shown' }
  expect(await database.sql`select operator, action, subject, details from audit order by sequence`).toEqual([
    { ...shown, subject: null, details: { suppressed: 1 } },
    { ...shown, subject: 'alice', details: {} },
  ])
})

test('addresses whose line of the audit cannot be written are not shown', async () => {
  await database.sql`alter table audit add constraint none check (false) not valid`
  for (const args of [[], ['--user', 'alice']])
    expect(await mail('suppressed', ...args)).toMatchObject({ code: 2, stdout: '' })
})

test('lift lets an address get mail again, once, and says who did it', async () => {
  expect(await mail('lift', 'alice')).toMatchObject({ code: 0, stdout: 'alice gets mail again\n' })
  expect(await mail('lift', 'alice')).toMatchObject({
    code: 1,
    stderr: 'the address of alice is not suppressed\n',
  })
  expect(await mail('suppressed', '--user', 'alice')).toMatchObject({ code: 1, stdout: '' })
  expect(await database.sql`select operator, action, subject from audit`).toEqual([
    { operator: expect.stringMatching(/^cli:./), action: 'suppression.lifted', subject: 'alice' },
  ])
})

test.each([[['lift']], [['lift', 'a', 'b']], [['suppressed', 'x']]])(
  '%j is refused with the usage',
  async args => {
    const { code, stderr } = await mail(...args)
    expect(code).toBe(2)
    expect(stderr).toContain('npm run mail -- lift ID')
  },
)
