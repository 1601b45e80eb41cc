import { readDatabaseUrl } from '@passlink/runtime'
import { openDatabase, recordLinks } from '@passlink/store'
import { expect, onTestFinished, test } from 'vitest'
import { createDirectory, request, unlimited } from '../deliveries.ts'
import { openGate } from '../servers/gate.ts'

/** Records a link through one connection, on which the database freezes when a statement with this text is sent. */
async function recordWhileFreezing(text: string, { thawAfterMs, withinMs }: Record<string, number>) {
  const database = await createDirectory()
  onTestFinished(() => database.drop())
  const gate = await openGate(database.url)
  let isFrozen = false
  const { db, close } = openDatabase(readDatabaseUrl(gate.url), {
    connectionsMax: 1,
    onStatement(sent) {
      if (isFrozen || !sent.trimStart().startsWith(text)) return
      isFrozen = true
      gate.freeze()
      setTimeout(gate.thaw, thawAfterMs)
    },
  })
  onTestFinished(async () => {
    await close()
    await gate.shut()
  })
  const recorded = recordLinks(db, [request], unlimited, { withinMs })
  recorded.catch(() => {})
  // With one connection this is recorded when the first has ended.
  const next = async () => {
    await recordLinks(db, [request], unlimited)
    const [row] = await database.sql`select count(*)::int as links from links`
    return row?.links
  }
  return { recorded, next }
}

const moments = [
  ['before the transaction', 'begin'],
  ['at the locks', 'with people'],
  ['between the locks and the writes', 'with requested'],
]

test.each(moments)(
  'a call that times out while the database is frozen %s records nothing later',
  async (_, text) => {
    const { recorded, next } = await recordWhileFreezing(text as string, { thawAfterMs: 800, withinMs: 300 })
    await expect(recorded).rejects.toMatchObject({ isTimeout: true })
    expect(await next()).toBe(1)
  },
)

test.each(moments)('a call is recorded if the database thaws in time, frozen %s', async (_, text) => {
  const { recorded, next } = await recordWhileFreezing(text as string, { thawAfterMs: 200, withinMs: 20_000 })
  expect(await recorded).toMatchObject([{ outcome: 'recorded' }])
  expect(await next()).toBe(2)
})
