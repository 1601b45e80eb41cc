import { openQueues } from '@passlink/queue'
import { readSettings, setting } from '@passlink/runtime'
import { type Db, openDatabase } from '@passlink/store'
import { z } from 'zod'

type Queues = ReturnType<typeof openQueues>

/** Opens the queues for `work`, and closes them after it. */
export type WithQueues = <Value>(work: (queues: Queues) => Promise<Value>) => Promise<Value>

const database = { DATABASE_URL: setting.databaseUrl, DATABASE_PREPARE: setting.databasePrepare }
const settings = z.object(database)
const settingsWithQueue = z
  .object({ ...database, ...setting.queue })
  .refine(...setting.reachesQueue)
  .refine(...setting.prefixHasRedis)

/** Runs `work` on the database that the environment names. Rejects also with the errors of settings and database. */
export function withDatabase<Value>(
  env: NodeJS.ProcessEnv,
  work: (db: Db) => Promise<Value>,
): Promise<Value> {
  return run(readSettings(settings, env), work)
}

/** Runs `work` on the database and the queues that the environment names, which are opened only if it uses them. */
export function withDatabaseAndQueues<Value>(
  env: NodeJS.ProcessEnv,
  work: (db: Db, withQueues: WithQueues) => Promise<Value>,
): Promise<Value> {
  const read = readSettings(settingsWithQueue, env)
  const { DATABASE_URL, DIRECT_DATABASE_URL, REDIS_URL, QUEUE_PREFIX } = read
  const withQueues: WithQueues = async use => {
    const queues = openQueues({
      database: DIRECT_DATABASE_URL ?? DATABASE_URL,
      redisUrl: REDIS_URL,
      prefix: QUEUE_PREFIX,
    })
    try {
      return await use(queues)
    } finally {
      await queues.close()
    }
  }
  return run(read, db => work(db, withQueues))
}

async function run<Value>(
  { DATABASE_URL, DATABASE_PREPARE }: z.output<typeof settings>,
  work: (db: Db) => Promise<Value>,
): Promise<Value> {
  const { db, close } = openDatabase(DATABASE_URL, { connectionsMax: 1, prepare: DATABASE_PREPARE })
  try {
    return await work(db)
  } finally {
    await close()
  }
}
