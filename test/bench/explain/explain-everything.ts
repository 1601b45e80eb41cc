import { readDatabaseUrl } from '@passlink/runtime'
import { type Database, openDatabase, openReplica } from '@passlink/store'
import postgres from 'postgres'
import { eventually } from '../../eventually.ts'
import { type Calls, readKnown } from './calls/call.ts'
import { deliveryCalls } from './calls/deliveries.ts'
import { directoryCalls, sweepCalls } from './calls/directory.ts'
import { linkCalls } from './calls/links.ts'
import { operatorCalls } from './calls/operators.ts'
import { searchCalls } from './calls/searches.ts'
import { type Explained, explainingPool } from './explaining-pool.ts'
import type { Found } from './judge.ts'
import { explainQueue } from './queue-statements.ts'
import { readSqlTexts, unseen } from './sql-texts.ts'

/** Every call of the store, by what it is for. */
export const explainedCalls: Calls = {
  ...linkCalls,
  ...deliveryCalls,
  ...searchCalls,
  ...operatorCalls,
  ...directoryCalls,
  ...sweepCalls,
}

const bigRows = 10_000

/** Makes every call of the store in a database that was filled, with its usual time limits, and explains all statements. */
export async function explainEverything(url: string): Promise<Found> {
  const explained: Explained[] = []
  const failed: Found['failed'] = []
  const sent = new Set<string>()
  const sql = postgres(url, { max: 3, onnotice: () => {} })
  const database = openDatabase(readDatabaseUrl(url), {
    connectionsMax: 4,
    onStatement: text => sent.add(text),
  })
  try {
    const known = await readKnown(sql)
    const { db, name } = explainingPool(database.db, sql, explained)
    await database.ping()
    for (const check of Object.values(database.checks)) await check()
    await lookAsReplica(url, database)
    for (const [call, make] of Object.entries(explainedCalls)) {
      name(call)
      await make(db, known).catch(error => failed.push({ call, error }))
    }
    await explainQueue(sql, explained)
    const big = await sql<{ name: string; rows: number }[]>`
      select relname as name, reltuples::float8 as rows from pg_class
      where relkind in ('r', 'p') and reltuples > ${bigRows} and relnamespace::regnamespace::text in ('public', 'bullmq')
      order by reltuples desc`
    return { explained, failed, big: [...big], unseen: unseen(readSqlTexts('store'), sent) }
  } finally {
    await Promise.all([database.close(), sql.end()])
  }
}

/** Has a process look at its replica, for which it takes the same database. */
async function lookAsReplica(url: string, primary: Database): Promise<void> {
  const replica = openReplica(readDatabaseUrl(url), primary, { connectionsMax: 1 })
  try {
    await eventually(() => {
      if (replica.state().problem !== 'is no replica') throw new Error('it was not looked at')
    })
  } finally {
    await replica.close()
  }
}
