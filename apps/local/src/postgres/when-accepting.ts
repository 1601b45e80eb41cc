import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { loopback } from '../loopback.ts'

/** The URL of the database `passlink`, made if absent, once the server on the port answers. Rejects when it exits or is late. */
export async function whenAccepting(port: number, exited: Promise<void>, deadline: number): Promise<string> {
  const origin = `postgres://passlink@${loopback}:${port}`
  let ended: string | undefined
  exited.then(
    () => (ended = 'it exited'),
    (error: Error) => (ended = error.message),
  )
  for (;;) {
    try {
      await makeDatabase(`${origin}/postgres`)
      return `${origin}/passlink`
    } catch (error) {
      await delay(20)
      if (ended) throw new Error(ended)
      if (Date.now() > deadline) throw new Error(`it does not answer (${(error as Error).message})`)
    }
  }
}

async function makeDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} })
  try {
    const [found] = await sql`select from pg_database where datname = 'passlink'`
    if (!found) await sql`create database passlink`
  } finally {
    await sql.end({ timeout: 1 })
  }
}
