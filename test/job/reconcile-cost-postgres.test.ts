import { openQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { openDatabase } from '@passlink/store'
import { createReconciler } from '@passlink/worker'
import { expect, onTestFinished, test } from 'vitest'
import { createDirectory, recordForAlice } from '../deliveries.ts'
import { openWireCounter } from '../servers/wire-counter.ts'

const { signal } = new AbortController()
const pageSize = 50

/** What a repairing and a checking round of reconcile cost with `open` open deliveries. */
async function costs(open: number) {
  const database = await createDirectory()
  onTestFinished(() => database.drop())
  for (let left = open; left > 0; left -= 500) await recordForAlice(database.db, Math.min(left, 500))
  const counter = await openWireCounter(database.url, 'postgres')
  const counted = openDatabase(readDatabaseUrl(counter.url))
  const [mail, webhook] = (['deliveries', 'webhooks'] as const).map(name =>
    openQueue({ database: readDatabaseUrl(counter.url), name }),
  ) as [ReturnType<typeof openQueue>, ReturnType<typeof openQueue>]
  const pace = { pageSize, checkPages: 1, repairPages: 2, roundMs: 60_000 }
  const reconcile = createReconciler(counted.db, { mail, webhook }, pace)
  await Promise.all([mail.ping(), webhook.ping()])

  async function cost() {
    counter.take()
    const round = await reconcile(signal)
    return { ...round, statements: counter.take().requests }
  }
  async function endRepair() {
    while ((await cost()).repairing);
  }

  try {
    // A new queue writes its metadata at some time after it was opened.
    await endRepair()
    await database.sql`truncate bullmq.job, bullmq.meta cascade`
    const repair = await cost()
    await endRepair()
    return { repair, check: await cost() }
  } finally {
    await Promise.all([mail.close(), webhook.close(), counted.close()])
    await counter.close()
  }
}

test('a round of reconcile with the queue in Postgres costs the same with thousands of deliveries open as with three pages of them', async () => {
  const few = await costs(3 * pageSize)
  const many = await costs(60 * pageSize)
  expect(many).toEqual(few)
  // The newest deliveries and one page of the walk, the jobs of both, and the mark of each queue.
  expect(many.check).toEqual({ statements: 2 + 2 + 2, added: 0, repairing: false })
  // Two pages of the walk, of which one is the newest deliveries; the jobs of each page are added, and each mark is written.
  expect(many.repair).toEqual({ statements: 3 + 3 + 2 + 2 + 2, added: 2 * pageSize, repairing: true })
}, 60_000)
