import { readDatabaseUrl } from '@passlink/runtime'
import {
  type Database,
  type DatabaseError,
  openDatabase,
  saveOrganizations,
  saveUsers,
  takeTurn,
} from '@passlink/store'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordForAlice } from '../deliveries.ts'
import { alice } from '../people.ts'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import { type Gate, openGate } from '../servers/gate.ts'

let direct: TestDatabase
let gate: Gate
let pool: Database
beforeEach(async () => {
  direct = await createDatabase()
  gate = await openGate(direct.url)
})
afterEach(async () => {
  await pool?.close()
  await gate?.shut()
  await direct?.drop()
})

/** A pool whose connections are all open, and go silent. */
async function openSilent(connectionsMax: number) {
  pool = openDatabase(readDatabaseUrl(gate.url), { connectionsMax, statementMs: 1_000 })
  await Promise.all(Array.from({ length: connectionsMax }, () => pool.db.execute(sql`select pg_sleep(0.05)`)))
  gate.freeze()
}

test('one call is lost to connections that went silent, and then all of them are replaced', async () => {
  await openSilent(5)
  await expect(takeTurn(pool.db, 'chore', 1)).rejects.toMatchObject({ isAway: true })
  const calls = Array.from({ length: 20 }, (_, number) => takeTurn(pool.db, `chore ${number}`, 1))
  expect(await Promise.all(calls)).toEqual(Array(20).fill(true))
})

test('only the calls that were sent to silent connections are refused, and the others done', async () => {
  await openSilent(2)
  const calls = Array.from({ length: 20 }, (_, number) => takeTurn(pool.db, `chore ${number}`, 1))
  const refused = (await Promise.allSettled(calls)).flatMap(call =>
    call.status === 'rejected' ? [(call.reason as DatabaseError).isAway] : [],
  )
  expect(refused).toEqual([true, true])
})

test('Postgres ends the session of a client that it has not reached for a minute', async () => {
  const [limits] = await direct.db.execute(sql`
    select current_setting('tcp_keepalives_idle')::int as idle,
      current_setting('tcp_keepalives_interval')::int * current_setting('tcp_keepalives_count')::int as probing`)
  expect(limits).toEqual({ idle: 30, probing: 30 })
})

test('a connection that goes silent in a transaction is replaced', async () => {
  pool = openDatabase(readDatabaseUrl(gate.url), {
    connectionsMax: 1,
    statementMs: 1_000,
    onStatement: text => text === 'commit' && gate.freeze(),
  })
  await saveOrganizations(direct.db, [{ id: 'acme', name: 'Acme' }])
  await saveUsers(direct.db, [alice])
  await expect(recordForAlice(pool.db, 1)).rejects.toMatchObject({ isAway: true })
  expect(await takeTurn(pool.db, 'chore', 1)).toBe(true)
})

test('a statement that takes long, but not too long, keeps its connection', async () => {
  pool = openDatabase(readDatabaseUrl(gate.url), { connectionsMax: 1, statementMs: 1_000 })
  const pid = () => pool.db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
  const [before] = await pid()
  await pool.db.execute(sql`select pg_sleep(0.9)`)
  await expect(pool.db.execute(sql`select pg_sleep(2)`)).rejects.toThrow()
  expect([...(await pid())]).toEqual([before])
})
