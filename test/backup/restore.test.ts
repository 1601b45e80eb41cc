import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../cli/run-command.ts'
import { mailedLink } from '../mailed-link.ts'
import {
  execute,
  type InstalledPostgres,
  postgresFolder,
  postgresHint,
  startInstalledPostgres,
} from '../servers/installed-postgres.ts'
import { type Dumps, openDumps } from './dump-and-restore.ts'
import { type Lost, loseInstallation } from './lose-installation.ts'
import { allEnded, ask, backends, deliveryOf, mailsOf, openWorld, owner, type World } from './world.ts'

const installed = postgresFolder() !== undefined
if (!installed) console.warn(`\n  SKIPPED: the tests of backups. ${postgresHint}\n`)

describe.runIf(installed)('restored to a new server, with an empty Redis', () => {
  const lost = new Map<string, Lost>()
  let server: InstalledPostgres
  let dumps: Dumps
  let world: World | undefined
  beforeAll(async () => {
    dumps = await openDumps()
    const [old, fresh] = await Promise.all([startInstalledPostgres(), startInstalledPostgres()])
    server = fresh
    await execute(old.url, `create role ${owner} login`)
    const used = backends.filter(({ available }) => available)
    await Promise.all(
      used.map(async ({ backend }) => lost.set(backend, await loseInstallation(backend, old, dumps))),
    )
    await dumps.copyRoles(old, server)
    await old.stop()
  }, 120_000)
  afterEach(async () => {
    await world?.close()
    world = undefined
  })
  afterAll(async () => {
    await server?.stop()
    await dumps?.remove()
  })

  async function restore(backend: 'postgres' | 'redis', name: 'whileUsed' | 'stopped') {
    const before = lost.get(backend) as Lost
    world = await openWorld(backend, await dumps.restore(server, before[name]))
    return { before, world }
  }

  describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
    test.runIf(available)(
      'a dump of stopped apps: every call is mailed once, except that an answer of the relay that was lost means one mail more',
      { timeout: 60_000 },
      async () => {
        const { before, world } = await restore(backend, 'stopped')
        const { sql } = world
        expect(await sql`select status, attempts from deliveries where status = 'waiting'`).toHaveLength(2)
        await world.startWorker()
        await allEnded(world, before.calls)

        const rows = await sql<{ id: string; expected: number }[]>`
          select id, (
            select count(*)::int from attempts where delivery_id = id and outcome in ('accepted', 'unknown')
          ) as expected
          from deliveries`
        const now = mailsOf(world)
        for (const { id, expected } of rows)
          expect((before.mails.get(id) ?? 0) + (now.get(id) ?? 0), id).toBe(expected)
        const counts = rows.map(({ expected }) => expected).filter(expected => expected !== 1)
        expect(counts.sort()).toEqual([0, 2, 2])
      },
    )

    test.runIf(available)(
      'a dump made while mails were sent: after hold none is mailed twice, and none is lost once it is redriven',
      { timeout: 60_000 },
      async () => {
        const { before, world } = await restore(backend, 'whileUsed')
        const { sql } = world
        const { DATABASE_URL = '', REDIS_URL = '' } = world.environment
        const settings = { DATABASE_URL, ...(REDIS_URL ? { REDIS_URL } : {}) }
        const deadLetters = (...args: string[]) => runCommand('dead-letters', args, { settings })
        const all = await sql<{ id: string; status: string }[]>`select id, status from deliveries`
        const idsThatAre = (...states: string[]) =>
          all.filter(({ status }) => states.includes(status)).map(({ id }) => id)
        const open = idsThatAre('queued', 'sending', 'waiting')
        expect(idsThatAre('sending')).toEqual(expect.arrayContaining([...before.sentAfterDump.keys()]))
        for (const status of ['waiting', 'sent', 'dead']) expect(idsThatAre(status), status).not.toEqual([])

        const held = await deadLetters('hold', '--yes')
        expect(held).toMatchObject({ code: 0, stdout: `${open.length} held back\n` })
        const api = await world.startApi()
        await world.startWorker()
        await ask(world, api)
        await allEnded(world, all.length + 1)
        const fresh = [...mailsOf(world).keys()]
        expect(fresh).toHaveLength(1)
        expect(all.map(({ id }) => id)).not.toContain(fresh[0])

        const redriven = await deadLetters('redrive', '--reason', 'restored from a backup', '--yes')
        expect(redriven).toMatchObject({ code: 0, stdout: `${open.length} redriven\n` })
        await allEnded(world, all.length + 1)
        expect(mailsOf(world)).toEqual(new Map([...open, ...fresh].map(id => [id, 1])))
        const links = new Map(world.relay.mails.map(mail => [deliveryOf(mail), mailedLink(mail)]))
        for (const [id, link] of before.sentAfterDump) expect(links.get(id)).toBe(link)
        for (const id of idsThatAre('sent')) expect(before.mails.get(id)).toBeGreaterThan(0)
      },
    )
  })
})
