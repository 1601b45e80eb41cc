import { readDatabaseUrl } from '@passlink/runtime'
import { type Database, openDatabase, saveOrganizations, saveUsers, takeTurn } from '@passlink/store'
import { afterEach, describe, expect, test } from 'vitest'
import { runCommand } from '../cli/run-command.ts'
import { claimAll, recordForAlice } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { deliveriesThatAre } from '../records.ts'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import { pgbouncerBinary, pgbouncerHint, startPgbouncer } from '../servers/pgbouncer.ts'
import { openTransaction } from '../store/open-transaction.ts'

const available = pgbouncerBinary() !== undefined
if (!available) console.warn(`\n  SKIPPED: the tests behind PgBouncer. ${pgbouncerHint}\n`)

let pooler: Awaited<ReturnType<typeof startPgbouncer>> | undefined
let passlink: Passlink | undefined
let direct: TestDatabase | undefined
let pooled: Database | undefined
afterEach(async () => {
  await passlink?.stop()
  await pooled?.close()
  await pooler?.stop()
  await direct?.drop()
  pooler = passlink = direct = pooled = undefined
})

type Mode = 'session' | 'transaction'

// In session mode each connection has one to Postgres of its own.
const poolSize = { session: 40, transaction: 2 }

async function openPooled(mode: Mode, options: Parameters<typeof openDatabase>[1] = {}) {
  direct = await createDatabase()
  await saveOrganizations(direct.db, [{ id: 'acme', name: 'Acme' }])
  await saveUsers(direct.db, [alice])
  pooler = await startPgbouncer(direct.url, mode, poolSize[mode])
  pooled = openDatabase(readDatabaseUrl(pooler.at(direct.url)), options)
  return { pooled, direct }
}

const limits = `
  select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
    current_setting('idle_in_transaction_session_timeout') as idle, current_setting('jit') as jit`

describe.runIf(available).each<Mode>(['session', 'transaction'])('behind PgBouncer in %s mode', mode => {
  test('calls are answered and mailed, with a queue in Postgres', { timeout: 60_000 }, async () => {
    passlink = await createPasslink('postgres')
    const { environment, database, issuer } = passlink
    pooler = await startPgbouncer(database.url, mode, poolSize[mode])
    Object.assign(environment, { DATABASE_URL: pooler.at(database.url), DIRECT_DATABASE_URL: database.url })
    const apps = [
      await passlink.startApi(),
      await passlink.startWorker(),
      await passlink.startRedeem(),
      await passlink.startDashboard(),
    ] as const
    for (const { port } of apps)
      await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200))
    const token = await issuer.token('alice')
    const calls = await Promise.all(Array.from({ length: 20 }, () => askForLink(apps[0], token)))
    expect(calls.map(({ status }) => status)).toEqual(Array(20).fill(200))
    await deliveriesThatAre('sent', 20, database)
    expect(passlink.relay.mails).toHaveLength(20)
  })

  test('each transaction and each statement has its time limits, and leaves none behind', async () => {
    const { pooled } = await openPooled(mode, { connectionsMax: 1, lockMs: 700, statementMs: 900 })
    const expected = [{ statement: '900ms', lock: '700ms', idle: '2s', jit: 'off' }]
    expect([...(await pooled.db.$client.unsafe(limits))]).toEqual(expected)
    const inTransaction = await pooled.db.$client.begin(async tx => [...(await tx.unsafe(limits))])
    expect(inTransaction).toEqual(expected)
    await expect(pooled.db.$client.unsafe('select pg_sleep(20)')).rejects.toMatchObject({ code: '57014' })
    // The session that others get.
    const { sql } = direct as TestDatabase
    expect(
      await sql`select from pg_stat_activity where datname = current_database() and state ~ 'in transaction'`,
    ).toHaveLength(0)
  })

  test('a locked row is given up after the time limit of locks', async () => {
    const { pooled, direct } = await openPooled(mode, { lockMs: 300 })
    await takeTurn(pooled.db, 'chore', 1)
    const other = await openTransaction(direct, "select from turns where chore = 'chore' for update")
    await expect(takeTurn(pooled.db, 'chore', 1)).rejects.toMatchObject({ isLockTimeout: true })
    await other.end()
  })

  test('many transactions at once share its sessions', async () => {
    const { pooled, direct } = await openPooled(mode)
    const recorded = (
      await Promise.all(Array.from({ length: 30 }, () => recordForAlice(pooled.db, 2)))
    ).flat()
    const claimed = await claimAll(
      pooled.db,
      recorded.map(({ deliveryId }) => deliveryId),
    )
    expect(claimed).toHaveLength(60)
    expect(await direct.sql`select count(*)::int from deliveries where status = 'sending'`).toEqual([
      { count: 60 },
    ])
  })

  test('tables in another schema are found', async () => {
    const { direct } = await openPooled(mode)
    await direct.sql`alter schema public rename to passlink`
    const pool = openDatabase(readDatabaseUrl(`${pooler?.at(direct.url)}&schema=passlink`), {
      connectionsMax: 2,
    })
    await pool.ping()
    expect(await recordForAlice(pool.db, 3)).toHaveLength(3)
    await pool.close()
  })

  test('migrations go to Postgres itself, and are refused over the pooler by the name of the setting', async () => {
    const { direct } = await openPooled(mode)
    const DATABASE_URL = pooler?.at(direct.url) ?? ''
    const refused = await runCommand('migrate', [], { settings: { DATABASE_URL } })
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('DIRECT_DATABASE_URL is needed'),
    })
    const settings = { DATABASE_URL, DIRECT_DATABASE_URL: direct.url }
    expect(await runCommand('migrate', [], { settings })).toMatchObject({ code: 0 })
  })

  test('a URL that does not say that it leads to a pooler is refused with the remedy', async () => {
    const { direct } = await openPooled(mode)
    const url = (pooler?.at(direct.url) ?? '').replace('?pgbouncer=true', '')
    const unaware = openDatabase(readDatabaseUrl(url))
    await expect(unaware.ping()).rejects.toThrow('DATABASE_URL needs ?pgbouncer=true')
    await unaware.close()
  })
})

test.runIf(process.env.CI)('CI has a PgBouncer', () => {
  expect(available, pgbouncerHint).toBe(true)
})
