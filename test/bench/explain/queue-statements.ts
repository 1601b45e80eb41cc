import { basename } from 'node:path'
import type postgres from 'postgres'
import { type Explained, explainOnce } from './explaining-pool.ts'
import { readSqlTexts } from './sql-texts.ts'

const numbers = [...Array(50).keys()]
const now = Date.now()

/** An array as Postgres reads it; none of our values needs escaping. */
const array = (at: (n: number) => unknown) =>
  `{${numbers.map(n => (at(n) === null ? 'null' : `"${at(n)}"`)).join(',')}}`

const each = (value: unknown) => array(() => value)
const ids = array(n => `explained-${n}`)
const tokens = array(n => `token-${n}`)

// By the file, and the first four words of the statement.
const values: Record<string, unknown[]> = {
  'add-jobs.ts: with added as (': [
    'deliveries',
    ids,
    each('deliver'),
    each('{}'),
    each('{}'),
    each(0),
    each(1),
    each(now),
  ],
  'job-locks.ts: with check_now as (': ['deliveries', now, 30_000],
  'job-locks.ts: with held as (': ['deliveries', ids, tokens, now],
  'open-postgres-backends.ts: select id, state =': ['deliveries', ids],
  'queue-pool.ts: select not pg_is_in_recovery() and': [],
  'read-mark.ts: select (select value from': ['deliveries', 'mark'],
  'take-turns.ts: with turn as (': ['deliveries', tokens, each(null), each(true), now, 30_000],
}

const nameOf = (file: string, text: string) =>
  `${basename(file)}: ${text.trim().split(/\s+/).slice(0, 4).join(' ')}`

/** Explains our statements of the queue in Postgres, all of them, from their sources. */
export async function explainQueue(sql: postgres.Sql, explained: Explained[]): Promise<void> {
  for (const { file, parts } of readSqlTexts('queue')) {
    const text = parts.join('')
    const name = nameOf(file, text)
    const parameters = values[name]
    if (!parameters) throw new Error(`no values are known for the statement of the queue “${name}”`)
    const undo = new Error('taken back')
    await sql
      .begin(async tx => {
        explained.push({
          call: `queue: ${name}`,
          text,
          ...(await explainOnce(tx, sql, text, parameters as never[])),
        })
        throw undo
      })
      .catch(error => {
        if (error !== undo) throw error
      })
  }
}
