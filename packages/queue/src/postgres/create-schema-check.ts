import { assertSchemaCompatibility, SchemaMigrationRequiredError } from 'bullmq'
import type { Pool } from 'pg'
import { inTime } from '../in-time.ts'
import { QueueAway } from '../queue-away.ts'

type Queryable = Parameters<typeof assertSchemaCompatibility>[0]

/**
 * A check that resolves once the pool has reached a schema that BullMQ can use, and at once from then on. Rejects with
 * QueueAway, whose message is the reason, within a second. Concurrent calls share one query.
 */
export function createSchemaCheck(pool: Pool): () => Promise<void> {
  let isUsable = false
  let checking: Promise<void> | undefined

  async function check() {
    try {
      await assertSchemaCompatibility(pool as unknown as Queryable)
      isUsable = true
    } catch (error) {
      throw new QueueAway(reasonOf(error), { cause: error })
    } finally {
      checking = undefined
    }
  }

  return async () => {
    if (isUsable) return
    checking ??= check()
    await inTime(checking)
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof SchemaMigrationRequiredError)
    return 'the database lacks the tables of the queue: run npm run migrate'
  const { message, code } = error as { message: string; code?: string }
  return `Postgres cannot hold the queue: ${message || code}`
}
