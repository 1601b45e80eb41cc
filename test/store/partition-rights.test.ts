import { readDatabaseUrl } from '@passlink/runtime'
import { dropExpired, keepPartitionsAhead, openDatabase } from '@passlink/store'
import { createPartitionKeeper, deleteExpired } from '@passlink/worker'
import { afterEach, expect, test } from 'vitest'
import { createDirectory } from '../deliveries.ts'
import { createLogLines } from '../log-lines.ts'
import type { TestDatabase } from '../servers/database.ts'
import { agedDeliveries, agesOf, expiriesFor, scanning } from './aged-deliveries.ts'
import { partition, partitionsOf } from './partitioned.ts'

let database: TestDatabase
afterEach(() => database?.drop())

test('a worker whose role does not own the tables deletes row by row, and says once who has to make partitions', async () => {
  database = await createDirectory()
  await partition(database)
  const { sql } = database
  const { recordAged, left } = agedDeliveries(database)
  const role = `worker_${process.pid}`
  await sql.unsafe(`create role ${role} login`)
  await sql.unsafe(`grant select, insert, update, delete on all tables in schema public to ${role}`)
  const url = Object.assign(new URL(database.url), { username: role, password: '' }).href
  const other = openDatabase(readDatabaseUrl(url))
  try {
    const old = await recordAged(250)
    const { rowsIn } = await dropExpired(other.db, agesOf(200), scanning)
    expect(rowsIn).toMatchObject({ links: ['links'], attempts: ['attempts'] })
    await deleteExpired(other.db, expiriesFor(200, rowsIn), scanning)
    expect(await left([old])).toEqual({ links: 0, deliveries: 0, attempts: 0 })
    const last = (await partitionsOf(database, 'links')).at(-2) as string
    await sql`alter table links detach partition ${sql(last)}`
    await sql`drop table ${sql(last)}`
    expect(await keepPartitionsAhead(other.db)).toEqual({ made: [], lacksRights: true })
    const { log, lines } = createLogLines()
    const keepPartitions = createPartitionKeeper(other.db, log)
    for (const _minute of [1, 2]) await keepPartitions()
    expect(lines).toEqual([expect.stringContaining('run npm run migrate as the owner of the tables')])
    await createPartitionKeeper(database.db, log)()
    expect(lines[1]).toContain(last)
  } finally {
    await other.close()
    await sql.unsafe(`drop owned by ${role}; drop role ${role}`)
  }
})
