import { saveUsers } from '@passlink/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDeadLetter, createMassFailure } from '../dead-letters.ts'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { alice } from '../people.ts'
import { countLive } from '../queue.ts'
import { deliveriesThatAre } from '../records.ts'
import { redisBinary, startRedis } from '../servers/redis.ts'
import { runCommand } from './run-command.ts'

const unknownId = '01890000-0000-7000-8000-000000000000'
const backends = [
  { backend: 'postgres', available: true },
  { backend: 'redis', available: redisBinary() !== undefined },
]

let passlink: Passlink
let stopRedis: (() => Promise<void>) | undefined

/** Starts with the queue in Postgres, or in a new Redis. */
async function start(backend = 'postgres') {
  const redis = backend === 'redis' ? await startRedis() : undefined
  stopRedis = redis?.stop
  passlink = await createPasslink(redis ? { redisUrl: redis.url } : 'postgres')
  if (redis) passlink.environment.QUEUE_PREFIX = '{elsewhere}'
}
afterEach(async () => {
  await passlink?.stop()
  await stopRedis?.()
})

function run(...args: string[]) {
  const { DATABASE_URL = '', REDIS_URL = '', QUEUE_PREFIX = '' } = passlink.environment
  const settings = { DATABASE_URL, REDIS_URL, QUEUE_PREFIX }
  return runCommand('dead-letters', args, { settings })
}

describe('reading', () => {
  beforeEach(() => start())

  test('of a mass failure at least ten thousand are counted, before it is listed and before all of it is changed', async () => {
    await createMassFailure(passlink.database)
    expect((await run('list', '--limit', '1')).stdout).toContain('\n1 of at least 10,000 dead letters\n')
    expect(await run('discard', '--all')).toMatchObject({
      code: 2,
      stderr: 'at least 10,000 dead letters\nnothing was changed: --yes is needed to discard them\n',
    })
  })

  test('list prints the person, time, attempts and reason of each, the newest first, and the total', async () => {
    expect(await run('list')).toEqual({ code: 0, stdout: 'no dead letters\n', stderr: '' })
    const first = await createDeadLetter(passlink.database)
    const second = await createDeadLetter(passlink.database, {
      outcome: 'unknown',
      relay: 'other:25',
      detail: 'cut\u001b[2J\noff',
    })
    const { code, stdout } = await run('list')
    expect(code).toBe(0)
    const lines = stdout.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, 'WHEN').split('\n')
    expect(lines).toEqual([
      `${second}  WHEN  alice of acme, 1 attempt, unknown, other:25`,
      expect.stringMatching(
        /^ {2}the deadline comes before the next try: cut \[2J off; .* the mail may have arrived$/,
      ),
      `${first}  WHEN  alice of acme, 1 attempt, rejected, relay:25`,
      '  rejected: 550 5.1.1 no such mailbox',
      '2 dead letters',
      '',
    ])
    expect((await run('list', '--limit', '1', '--since', '1h')).stdout).toContain('\n1 of 2 dead letters\n')
    const filtered = await run(
      'list',
      '--relay',
      'other:25',
      '--outcome=unknown',
      '--user',
      'alice',
      '--json',
    )
    expect(
      filtered.stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toMatchObject([
      { deliveryId: second, userId: 'alice', organizationId: 'acme', outcome: 'unknown', attempts: 1 },
    ])
    expect(stdout + filtered.stdout).not.toMatch(/@acme|Adams/)
  })

  test('list reads more than one batch', async () => {
    for (let n = 0; n < 3; n++) await createDeadLetter(passlink.database)
    await passlink.database.sql`
      insert into deliveries (id, link_id, request_id, status, deadline, dead_at, dead_reason)
      select gen_random_uuid(), id, 'r', 'dead', now(), now() - n * interval '1 second', 'gone'
      from (select id from links limit 1) as one, generate_series(1, 600) as n`
    const { stdout } = await run('list', '--json', '--limit', '601')
    expect(new Set(stdout.trimEnd().split('\n')).size).toBe(601)
  })

  test('show prints everything, also that the mail may have arrived', async () => {
    const id = await createDeadLetter(passlink.database, {
      outcome: 'unknown',
      detail: 'the connection ended',
    })
    const { code, stdout } = await run('show', id.toUpperCase())
    expect(code).toBe(0)
    expect(stdout).toMatch(/^status {8}dead$/m)
    expect(stdout).toMatch(/^unknown {7}A relay’s answer was lost, so the mail may have arrived\.$/m)
    expect(stdout).toMatch(
      /^ {2}1 {2}[-\d]+ [:\d]+Z {2}unknown {2}relay:25 {2}at RCPT {2}the connection ended$/m,
    )
    expect(stdout).not.toMatch(/@acme|Adams/)
    const json = await run('show', id, '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({ deliveryId: id, status: 'dead', requestId: 'r' })
    expect(await run('show', unknownId)).toEqual({
      code: 1,
      stdout: '',
      stderr: `${unknownId}: no such delivery\n`,
    })
  })
})

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  test.runIf(available)(
    'redrive by id enqueues each, and prints which could not be redriven and why',
    async () => {
      await start(backend)
      const { database, relay } = passlink
      const [first, second, redeemed] = [
        await createDeadLetter(database),
        await createDeadLetter(database),
        await createDeadLetter(database),
      ]
      await database.sql`update links set redeemed_at = now() where id = (select link_id from deliveries where id = ${redeemed})`
      expect(await run('redrive', first, second)).toEqual({
        code: 0,
        stdout: `${first}  redriven\n${second}  redriven\n`,
        stderr: '',
      })
      const queue = passlink.openQueue()
      expect(await countLive(queue)).toBe(2)
      expect(await run('redrive', first, redeemed, unknownId)).toEqual({
        code: 1,
        stdout: `${first}  not redriven: open already\n${redeemed}  not redriven: the link was redeemed\n${unknownId}  not redriven: no such delivery\n`,
        stderr: '',
      })
      expect((await run('show', first)).stdout).toMatch(
        /^ {5}[-\d]+ [:\d]+Z {2}died {2}rejected: 550 5\.1\.1 no such mailbox\n {5}[-\d]+ [:\d]+Z {2}redriven$/m,
      )
      await passlink.startWorker()
      await eventually(() => expect(relay.mails).toHaveLength(2))
    },
  )

  test.runIf(available)('discard removes the failed job from the queue', async () => {
    await start(backend)
    const { database, relay } = passlink
    relay.script.rcpt.push('550 5.1.1 no such mailbox', '550 5.1.1 no such mailbox')
    const api = await passlink.startApi()
    await passlink.startWorker()
    for (let n = 0; n < 2; n++) await requestLinkForAlice(passlink, api)
    const [first, second] = await deliveriesThatAre('dead', 2, database)
    const bull = await passlink.openQueue().bull()
    await eventually(async () => expect(await bull.getFailedCount()).toBe(2))

    const [id, other] = [first?.id as string, second?.id as string]
    expect(await run('discard', id)).toEqual({ code: 0, stdout: `${id}  discarded\n`, stderr: '' })
    expect((await bull.getFailed()).map(job => job.id)).toEqual([other])
    expect(await run('redrive', id)).toMatchObject({ code: 1, stdout: `${id}  not redriven: discarded\n` })
    expect(await run('discard', '--all', '--yes')).toMatchObject({ code: 0, stdout: '1 discarded\n' })
    expect(await bull.getFailedCount()).toBe(0)
  })
})

describe('changing all matching', () => {
  beforeEach(() => start())

  test('nothing is changed without --yes if there is no terminal', async () => {
    await createDeadLetter(passlink.database, { outcome: 'unknown' })
    await createDeadLetter(passlink.database)
    for (const change of ['redrive', 'discard'])
      expect(await run(change, '--all')).toEqual({
        code: 2,
        stdout: '',
        stderr: `2 dead letters, of 1 the mail may have arrived already\nnothing was changed: --yes is needed to ${change} them\n`,
      })
    expect((await run('list')).stdout).toContain('\n2 dead letters\n')
  })

  test('matching ones are redriven and counted, those that cannot be stay dead, and the others are unchanged', async () => {
    const { database } = passlink
    await saveUsers(database.db, [{ ...alice, id: 'bob' }])
    for (const userId of ['bob', 'bob', 'bob', 'alice']) await createDeadLetter(database, { userId })
    await database.sql`
      update links set revoked_at = now()
      where id = (select id from links where user_id = 'bob' limit 1)`
    expect(await run('redrive', '--user', 'bob', '--reason', 'MAILBOX', '--yes')).toEqual({
      code: 0,
      stdout: '2 redriven\n1 not redriven: the link was revoked\n',
      stderr: '3 dead letters\n',
    })
    expect(await countLive(passlink.openQueue())).toBe(2)
    expect((await run('list')).stdout).toContain('\n2 dead letters\n')
    expect(await run('redrive', '--user', 'nobody', '--yes')).toMatchObject({
      code: 0,
      stdout: 'no dead letters\n',
    })
  })
})

test('while the queue is away deliveries are changed, and a message states that the jobs are not', async () => {
  await start()
  passlink.environment.REDIS_URL = 'redis://127.0.0.1:1'
  const first = await createDeadLetter(passlink.database)
  await createDeadLetter(passlink.database)
  expect(await run('redrive', first)).toEqual({
    code: 0,
    stdout: `${first}  redriven\n`,
    stderr: 'The queue is away. Reconcile will enqueue them as soon as it is back.\n',
  })
  expect(await run('discard', '--all', '--yes')).toMatchObject({
    code: 0,
    stdout: '1 discarded\n',
    stderr: expect.stringContaining('The queue is away.'),
  })
})

describe('an error exits with 2 and one line with the reason', () => {
  test('invalid arguments', async () => {
    for (const [args, why] of [
      [[], 'a command is missing'],
      [['redrive'], 'redrive what? ids, a filter, or --all'],
      [['show', 'x'], '"x" is no delivery id'],
    ] as const) {
      const { code, stdout, stderr } = await runCommand('dead-letters', [...args], { settings: {} })
      expect([code, stdout, stderr.split('\n').slice(0, 3)]).toEqual([
        2,
        '',
        [why, '', expect.stringMatching(/^usage: npm run dead-letters -- list /)],
      ])
    }
  })

  test('no database, or one that is away', async () => {
    const { code, stderr } = await runCommand('dead-letters', ['list'], {
      settings: { DATABASE_PREPARE: 'no' },
    })
    expect([code, stderr]).toEqual([2, expect.stringContaining('DATABASE_URL: is required')])
    expect(stderr).toContain('DATABASE_PREPARE: must be true or false')
    const away = await runCommand('dead-letters', ['list'], {
      settings: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' },
    })
    expect(away).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^the database: .*\n$/) })
  })
})
