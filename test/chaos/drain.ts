import { setTimeout as delay } from 'node:timers/promises'
import type postgres from 'postgres'
import { eventually } from '../eventually.ts'

const pauseMs = 500

/** Waits until no delivery is open, at most `withinMs`. Resolves to the number of deliveries still open. */
export async function drain(sql: postgres.Sql, withinMs: number): Promise<number> {
  const end = Date.now() + withinMs
  for (;;) {
    const open = await eventually(() => countOpen(sql))
    if (open === 0 || Date.now() > end) return open
    await delay(pauseMs)
  }
}

async function countOpen(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ open: number }[]>`
    select count(*)::int as open from deliveries where status not in ('sent', 'dead')`
  return row?.open ?? 0
}
