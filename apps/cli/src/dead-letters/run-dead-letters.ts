import { createQueueUpdates, openQueues } from '@passlink/queue'
import { readSettings, setting } from '@passlink/runtime'
import { openDatabase } from '@passlink/store'
import { z } from 'zod'
import { explain } from '../explain.ts'
import type { Terminal } from '../terminal.ts'
import { changeById, changeMatching } from './change.ts'
import { list } from './list.ts'
import { type Arguments, readArguments, UsageError, usage } from './read-arguments.ts'
import { show } from './show.ts'

const settings = z
  .object({
    DATABASE_URL: setting.databaseUrl,
    DATABASE_PREPARE: setting.databasePrepare,
    ...setting.queue,
  })
  .refine(...setting.reachesQueue)
  .refine(...setting.prefixHasRedis)

/**
 * The command `dead-letters`. Resolves to its exit code. 0: done. 1: an id was not found or not changed, or the
 * operator did not confirm. 2: stopped by invalid arguments or settings, a missing confirmation or the database.
 */
export async function runDeadLetters(
  args: string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  try {
    return await runCommand(readArguments(args, Date.now()), env, terminal)
  } catch (error) {
    const problem = error instanceof UsageError ? `${error.message}\n\n${usage}` : explain(error)
    terminal.stderr.write(`${problem}\n`)
    return 2
  }
}

async function runCommand(args: Arguments, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const { DATABASE_URL, DIRECT_DATABASE_URL, DATABASE_PREPARE, REDIS_URL, QUEUE_PREFIX } = readSettings(
    settings,
    env,
  )
  const { db, close } = openDatabase(DATABASE_URL, { connectionsMax: 1, prepare: DATABASE_PREPARE })
  try {
    if (args.command === 'list') return await list(db, args, terminal)
    if (args.command === 'show') return await show(db, args, terminal)
    const queues = openQueues({
      database: DIRECT_DATABASE_URL ?? DATABASE_URL,
      redisUrl: REDIS_URL,
      prefix: QUEUE_PREFIX,
    })
    try {
      const updateQueue = createQueueUpdates(queues)[args.command]
      return await ('ids' in args
        ? changeById(db, updateQueue, args, terminal)
        : changeMatching(db, updateQueue, args, terminal))
    } finally {
      await queues.close()
    }
  } finally {
    await close()
  }
}
