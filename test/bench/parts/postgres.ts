import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { personIds } from '../people.ts'
import { inLanes, type Parts } from './part.ts'

const rowsAtOnce = 500
const unboundedPipeline = { max_pipeline: 1_000_000 }

/** Inserting links into the naive side's table, prepared, on ten connections. */
export function openPostgresParts(databaseUrl: string): Parts {
  const sql = postgres(databaseUrl, { max: 10, onnotice: () => {}, ...unboundedPipeline })
  let turn = 0
  function nextPerson() {
    turn += 1
    return personIds[turn % personIds.length] as string
  }
  async function insertOne() {
    await sql`
      insert into links (id, user_id, code, expires_at)
      values (${randomUUID()}, ${nextPerson()}, 'code', now() + interval '1 hour')`
    return 1
  }
  async function insertMany() {
    const ids = Array.from({ length: rowsAtOnce }, () => randomUUID())
    await sql`
      insert into links (id, user_id, code, expires_at)
      select id, user_id, 'code', now() + interval '1 hour'
      from unnest(${ids}::uuid[], ${ids.map(nextPerson)}::text[]) as given(id, user_id)`
    return rowsAtOnce
  }
  const unit = 'rows/s'
  return {
    parts: [
      { what: 'insert a row, one after another', unit, run: inLanes(1, insertOne) },
      { what: 'insert a row, 50 at once', unit, run: inLanes(50, insertOne) },
      { what: `insert ${rowsAtOnce} rows, one after another`, unit, run: inLanes(1, insertMany) },
    ],
    close: () => sql.end(),
  }
}
