import { readDatabaseUrl } from '@passlink/runtime'
import { claimDeliveries, endFrozenSessions, openDatabase } from '@passlink/store'
import postgres from 'postgres'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createDirectory, type MailedLink, recordForAlice, terms } from '../deliveries.ts'
import { eventually } from '../eventually.ts'
import type { TestDatabase } from '../servers/database.ts'
import { openGate } from '../servers/gate.ts'

let database: TestDatabase
let link: MailedLink
beforeEach(async () => {
  database = await createDirectory()
  link = (await recordForAlice(database.db, 1))[0] as MailedLink
  return database.drop
})

/** A worker claims the delivery, and freezes once it has asked Postgres to prepare the read of what it locked. */
async function freezeInClaim() {
  const gate = await openGate(database.url)
  onTestFinished(gate.shut)
  const worker = openDatabase(readDatabaseUrl(gate.url), { connectionsMax: 1 })
  onTestFinished(worker.close)
  const frozen = gate.freezeAt('json_build_object')
  claimDeliveries(worker.db, [link], terms).catch(() => {})
  await frozen
}

const claim = async () => (await claimDeliveries(database.db, [link], terms))[0]?.verdict

test('what a worker locked that froze in the middle of a statement can be claimed, once its session is ended', async () => {
  await freezeInClaim()
  await eventually(async () => expect(await claim()).toBe('busy'))
  await eventually(async () => expect(await endFrozenSessions(database.db)).toBe(1))
  await eventually(async () => expect(await claim()).toBe('claimed'))
})

test('a session that waits for the rows of a COPY is not ended, however long it waits', async () => {
  const importer = postgres(database.url, { max: 1 })
  onTestFinished(() => importer.end({ timeout: 0 }))
  await importer.begin(async tx => {
    await tx`update users set display_name = 'Alice'`
    const rows = await tx`copy organizations (id, name) from stdin`.writable()
    await freezeInClaim()
    await eventually(async () => expect(await endFrozenSessions(database.db)).toBe(1))
    rows.end('imported\tImported\n')
    await new Promise(resolve => rows.on('close', resolve))
  })
  expect(await database.sql`select name from organizations where id = 'imported'`).toEqual([
    { name: 'Imported' },
  ])
})
