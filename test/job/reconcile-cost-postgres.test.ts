import { openQueue } from '@passlink/queue'
import { openDatabase } from '@passlink/store'
import { createReconciler } from '@passlink/worker'
import { expect, onTestFinished, test } from 'vitest'
import { createDirectory, recordForAlice } from '../deliveries.ts'
import { openStatementCounter } from '../servers/statement-counter.ts'

const { signal } = new AbortController()
const pageSize = 50

/** What a repairing and a checking round of reconcile cost with `open` open deliveries. */
async function costs(open: number) {
  const database = await createDirectory()
  onTestFinished(() => database.drop())
  for (let left = open; left > 0; left -= 500) await recordForAlice(database.db, Math.min(left, 500))
  const counter = await openStatementCounter(database.url)
  const counted = openDatabase(counter.url)
  const [mail, webhook] = (['deliveries', 'webhooks'] as const).map(name =>
    openQueue({ databaseUrl: counter.url, name }),
  ) as [ReturnType<typeof openQueue>, ReturnType<typeof openQueue>]
  const pace = { pageSize, checkPages: 1, repairPages: 2, roundMs: 60_000 }
  const reconcile = createReconciler(counted.db, { mail, webhook }, pace)
  await Promise.all([mail.ping(), webhook.ping()])

  async function cost() {
    counter.take()
    const round = await reconcile(signal)
    return { ...round, statements: counter.take() }
  }
  async function costOfCheck() {
    for (;;) {
      const check = await cost()
      if (!check.repairing) return check
    }
  }

  try {
    // A new queue writes its metadata at some time after it was opened.
    await costOfCheck()
    await database.sql`truncate bullmq.job, bullmq.meta cascade`
    return { repair: await cost(), check: await costOfCheck() }
  } finally {
    await Promise.all([mail.close(), webhook.close(), counted.close()])
    await counter.close()
  }
}

test('a round of reconcile with the queue in Postgres costs the same with thousands of deliveries open as with three pages of them', async () => {
  const few = await costs(3 * pageSize)
  const many = await costs(60 * pageSize)
  expect(many).toEqual(few)
  // The newest deliveries and a page of the walk, the jobs of both, and the marks of both queues with their server.
  expect(many.check).toEqual({ statements: 2 + 2 + 4, added: 0, repairing: false })
  expect(many.repair).toEqual({ statements: 3 + 5 + 4, added: 2 * pageSize, repairing: true })
}, 60_000)
