import { readDatabaseUrl } from '@passlink/runtime'
import { backlogMax, openDatabase, readBacklog } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory, recordForAlice } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

test('the backlog is read with one statement, over indexes of what is not sent, in their order', async () => {
  const { db, sql } = database
  await recordForAlice(db, 2_000)
  await sql`update deliveries set status = 'sent', sent_at = now() where id > (select id from deliveries order by id offset 9 limit 1)`
  await sql`vacuum analyze deliveries`
  const texts: string[] = []
  const counted = openDatabase(readDatabaseUrl(database.url), { onStatement: text => void texts.push(text) })
  expect(await readBacklog(counted.db)).toMatchObject([{ kind: 'link', status: 'queued', count: 10 }])
  expect(texts).toHaveLength(1)
  const plan = await sql.unsafe(`explain ${texts[0]?.replaceAll(/\$\d/g, String(backlogMax))}`)
  const lines = plan.map(row => row['QUERY PLAN'] as string).join('\n')
  expect(lines).toContain('using deliveries_deadline')
  expect(lines).toContain('using deliveries_dead')
  expect(lines).not.toMatch(/Seq Scan|Sort Key: deliveries/)
  await counted.close()
})
