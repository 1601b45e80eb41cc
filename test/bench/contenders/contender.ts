import type postgres from 'postgres'
import type { Backend } from '../arguments.ts'
import type { App } from '../processes/app.ts'
import type { WaitingQueue } from './waiting-queue.ts'

/** Either side of a comparison: a way to mail links, with a database of its own. */
export type Contender = {
  side: 'naive' | Backend
  databaseUrl: string
  sql: postgres.Sql
  queue: WaitingQueue
  startApp: (name: AppName, environment?: Record<string, string>) => Promise<App>
  /** Jobs at once of a worker, as its environment says it. */
  withConcurrency: (jobs: number) => Record<string, string>
  /** Records links for so many people in turn as if they had been asked for; the ids of their deliveries. */
  record: (count: number) => Promise<string[]>
  /** Brings Postgres' statistics up to date, without which it keeps plans made for empty tables. */
  vacuum: () => Promise<void>
  close: () => Promise<void>
}

export type AppName = 'api' | 'worker' | 'redeem' | 'dashboard'

const chunkMax = 1_000

/** Records so many links and enqueues them. */
export async function fill({ record, queue }: Contender, count: number): Promise<void> {
  for (let left = count; left > 0; left -= chunkMax) await queue.add(await record(Math.min(left, chunkMax)))
}
