import { hostname, userInfo } from 'node:os'
import { listPauses } from '@passlink/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink } from '../passlink.ts'
import { runCommand } from './run-command.ts'

let passlink: Passlink
afterEach(() => passlink?.stop())

function run(...args: string[]) {
  const { DATABASE_URL = '', REDIS_URL = '', QUEUE_PREFIX = '' } = passlink.environment
  return runCommand('pauses', args, { settings: { DATABASE_URL, REDIS_URL, QUEUE_PREFIX } })
}
const withoutTimes = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, 'WHEN')
const operator = `cli:${userInfo().username}`

describe('setting and ending', () => {
  beforeEach(async () => {
    passlink = await createPasslink('postgres')
  })

  test('set pauses, end resumes, and both are in the audit with who ran them where', async () => {
    const { code, stdout, stderr } = await run('set', 'mail', '--reason', 'the relay moves', '--until', '2h')
    expect([code, withoutTimes(stdout), stderr]).toEqual([
      0,
      `paused: mail  since WHEN, until WHEN, by ${operator}\n  the relay moves\n`,
      '',
    ])
    const [pause] = await listPauses(passlink.database.db)
    expect(Date.parse(pause?.endsAt ?? '') - Date.parse(pause?.since ?? '')).toBe(7_200_000)
    const changed = await run('set', 'mail', '--reason', 'still')
    expect(withoutTimes(changed.stdout)).toContain('since WHEN, until it is ended, by')
    expect(await run('end', 'mail')).toEqual({ code: 0, stdout: 'no longer paused: mail\n', stderr: '' })
    expect(await run('end', 'mail')).toEqual({ code: 1, stdout: '', stderr: 'mail is not paused\n' })
    const audit = await passlink.database.sql`select operator, address, action from audit order by sequence`
    const by = { operator, address: hostname() }
    expect([...audit]).toEqual([
      { ...by, action: 'pause.set' },
      { ...by, action: 'pause.set' },
      { ...by, action: 'pause.ended' },
    ])
  })

  test('what cannot be paused is named, and nothing is', async () => {
    expect(await run('set', 'organization:nobody', '--reason', 'x')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'not paused: there is no such organization (organization:nobody)\n',
    })
    expect(await run('set', 'mail', '--reason', 'x', '--until', '2020-01-01T00:00:00Z')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'not paused: --until has passed\n',
    })
    expect(await run('list')).toEqual({ code: 0, stdout: 'nothing is paused\n', stderr: '' })
  })

  test('while the queue is away list says what it does not know', async () => {
    await run('set', 'webhook', '--reason', 'x')
    passlink.environment.REDIS_URL = 'redis://127.0.0.1:1'
    const { code, stdout, stderr } = await run('list')
    expect([code, withoutTimes(stdout), stderr]).toEqual([
      0,
      `webhook  since WHEN, until it is ended, by ${operator}\n  x\n`,
      'the queue is away: whether it was paused with another tool is not known\n',
    ])
  })
})

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  test.runIf(available)('list prints what is paused, also with another tool', async () => {
    passlink = await createPasslink(backend)
    await run('set', 'relay:SMTP.example:587', '--reason', 'full')
    const bull = await eventually(() => passlink.openQueue().bull())
    await bull.pause()
    const { code, stdout } = await run('list')
    expect([code, withoutTimes(stdout)]).toEqual([
      0,
      `relay:smtp.example:587  since WHEN, until it is ended, by ${operator}\n  full\n` +
        'queue:deliveries  paused with another tool, which ends it\n',
    ])
    const { stdout: json } = await run('list', '--json')
    expect(
      json
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toMatchObject([
      { scope: 'relay:smtp.example:587', reason: 'full', endsAt: null },
      { scope: 'queue:deliveries' },
    ])
  })
})

test('invalid arguments, and no database, exit with 2 and one line with the reason', async () => {
  const invalid = await runCommand('pauses', ['set', 'mail'], { settings: {} })
  expect([invalid.code, invalid.stdout, invalid.stderr.split('\n').slice(0, 3)]).toEqual([
    2,
    '',
    ['set needs a --reason', '', expect.stringMatching(/^usage: npm run pauses -- list /)],
  ])
  const away = await runCommand('pauses', ['list'], {
    settings: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' },
  })
  expect(away).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^the database: .*\n$/) })
})
