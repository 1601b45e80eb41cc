import { readDatabaseUrl } from '@passlink/runtime'
import { type Db, openDatabase, openReplica, type Replica } from '@passlink/store'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { type ReplicatedPostgres, startReplicatedPostgres } from '../servers/replica.ts'

let servers: ReplicatedPostgres
let gate: Gate
beforeAll(async () => {
  servers = await startReplicatedPostgres()
  gate = await openGate(servers.replicaUrl)
  // It would write, and commit, when it likes.
  await servers.sql`alter system set autovacuum = off`
  await servers.sql`select pg_reload_conf()`
  await servers.sql`create table things as select n from generate_series(1, 1000) as n`
})
afterAll(async () => {
  await gate?.shut()
  await servers?.stop()
})

async function open(options: { lagMaxMs?: number } = {}, onPrimary?: (db: Db) => void) {
  const primary = openDatabase(readDatabaseUrl(servers.url), { connectionsMax: 1 })
  const replica = openReplica(readDatabaseUrl(gate.url), primary, options)
  onTestFinished(async () => {
    gate.thaw()
    await gate.open()
    await servers.replicaSql`select pg_wal_replay_resume() where pg_is_wal_replay_paused()`
    await replica.close()
    await primary.close()
  })
  await isUsed(replica)
  onPrimary?.(primary.db)
  return replica
}

const isUsed = (replica: Replica) => eventually(() => expect(replica.state().problem).toBeNull())

const whereIs = async ({ db }: Replica) => {
  const [row] = await db.$client.unsafe('select pg_is_in_recovery() as "isReplica"')
  return row?.isReplica ? 'replica' : 'primary'
}

test('what is read is read from the replica, in a transaction too, and is counted', async () => {
  const replica = await open()
  expect(await whereIs(replica)).toBe('replica')
  const [row] = await replica.db.$client.begin(tx => tx`select pg_is_in_recovery() as "isReplica"`)
  expect(row?.isReplica).toBe(true)
  expect(replica.answered()).toEqual({ replica: 2, primary: 0 })
  expect(replica.asOf()).toBeNull()
})

test('a replica that has replayed all is used, however long nothing was written and every connection to the primary was busy', async () => {
  const busy = { done: Promise.resolve() as Promise<unknown> }
  const replica = await open({ lagMaxMs: 2_500 }, ({ $client }) => {
    busy.done = $client.unsafe('select pg_sleep(5)').execute()
  })
  // Looked at so often that it would be behind if that were told by the last transaction.
  const end = performance.now() + 4_500
  const problems = new Set<string | null>()
  await eventually(() => {
    problems.add(replica.state().problem)
    if (performance.now() < end) throw new Error('not long enough')
  })
  expect([...problems]).toEqual([null])
  const [last] =
    await servers.replicaSql`select clock_timestamp() - pg_last_xact_replay_timestamp() > '4 s' as "isOld"`
  expect(last).toEqual({ isOld: true })
  await busy.done
})

test('a replica that is too far behind is not used, says so, and is used again', async () => {
  const replica = await open({ lagMaxMs: 4_500 })
  await servers.replicaSql`select pg_wal_replay_pause()`
  await servers.sql`insert into things values (0)`
  await eventually(() => expect(replica.asOf()).toMatch(/^\d{4}-.*Z$/))
  expect(Date.now() - Date.parse(replica.asOf() ?? '')).toBeGreaterThan(2_900)
  expect(await whereIs(replica)).toBe('replica')
  await eventually(() => expect(replica.state().problem).toMatch(/^is [56] s behind$/))
  expect(await whereIs(replica)).toBe('primary')
  await servers.replicaSql`select pg_wal_replay_resume()`
  await isUsed(replica)
  expect(await whereIs(replica)).toBe('replica')
})

test('while the replica is away all is read from the primary, and once it is back from the replica', async () => {
  const replica = await open()
  await gate.shut()
  expect(await whereIs(replica)).toBe('primary')
  await eventually(() => expect(replica.state().problem).toMatch(/^is away: /))
  expect(await whereIs(replica)).toBe('primary')
  await gate.open()
  await isUsed(replica)
  expect(await whereIs(replica)).toBe('replica')
})

test('what a silent replica was asked is asked of the primary within seconds', async () => {
  const replica = await open()
  expect(await whereIs(replica)).toBe('replica')
  gate.freeze()
  const begun = performance.now()
  expect(await whereIs(replica)).toBe('primary')
  expect(performance.now() - begun).toBeLessThan(5_000)
})

test('a statement that is in conflict with recovery is repeated on the primary', async () => {
  const replica = await open()
  const answer = replica.db.$client.unsafe(
    'select count(*)::int as count, max(case when pg_is_in_recovery() then pg_sleep(5)::text end) is not null as slept from things where n > 0',
  )
  await eventually(async () => {
    const [row] =
      await servers.replicaSql`select from pg_stat_activity where query like '%pg_sleep(5)%' and wait_event = 'PgSleep'`
    expect(row).toBeDefined()
  })
  await servers.sql`delete from things where n <= 500`
  await servers.sql`vacuum things`
  expect(await answer).toEqual([{ count: 500, slept: false }])
})

test('what writes, or took too long, is not repeated', async () => {
  const { db, answered } = await open()
  const write = db.$client.unsafe('delete from things')
  await expect(write).rejects.toMatchObject({ code: '25006' })
  const slow = db.$client.begin(async tx => {
    await tx`select set_config('statement_timeout', '50', true)`
    return tx`select pg_sleep(5)`
  })
  await expect(slow).rejects.toMatchObject({ code: '57014' })
  expect(answered().primary).toBe(0)
})

test('a server that is no replica is not used', async () => {
  const primary = openDatabase(readDatabaseUrl(servers.url))
  const replica = openReplica(readDatabaseUrl(servers.url), primary)
  onTestFinished(async () => {
    await replica.close()
    await primary.close()
  })
  await eventually(() => expect(replica.state().problem).toBe('is no replica'))
  expect(replica.answered()).toEqual({ replica: 0, primary: 0 })
})

test('a replica that stayed behind when another was promoted is not used, and one that followed it is', async () => {
  const promoted = await servers.startReplica()
  const following = await servers.startReplica(new URL(promoted.url).port)
  await promoted.sql`select pg_promote()`
  // What the promoted one never had.
  await servers.sql`insert into things values (0)`
  const primary = openDatabase(readDatabaseUrl(promoted.url))
  const [stale, current] = [servers.replicaUrl, following.url].map(url =>
    openReplica(readDatabaseUrl(url), primary),
  ) as [Replica, Replica]
  onTestFinished(async () => {
    await Promise.all([stale.close(), current.close()])
    await primary.close()
  })
  await eventually(() => expect(stale.state().problem).toBe('is on another timeline'))
  expect(await whereIs(stale)).toBe('primary')
  await isUsed(current)
  expect(await whereIs(current)).toBe('replica')
})
