import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'

/**
 * Places in the even flow of mails through a relay, one every `everyMs` over all processes. Says for each in how many
 * milliseconds it is, in the order of the wishes.
 */
export async function reserveSends(db: Db, wishes: { relay: string; everyMs: number }[]): Promise<number[]> {
  const given = rows(
    wishes.map(({ relay, everyMs }) => ({ name: relay, every_ms: everyMs })),
    { name: 'text', every_ms: 'float8' },
  )
  const reserved = await run<{ in_ms: string }>(
    db,
    sql`
      with given as (
        select *, every_ms * row_number() over (partition by name order by n) as upto_ms from ${given}
      ),
      moved as (
        insert into relays as known (name, next_send_at)
        select name, clock_timestamp() + max(upto_ms) * interval '1 millisecond' from given group by name order by name
        on conflict (name) do update set next_send_at =
          greatest(clock_timestamp(), known.next_send_at) + (
            select max(upto_ms) * interval '1 millisecond' from given where given.name = known.name
          )
        returning name, next_send_at
      )
      select greatest(0, ceil(
        1000 * extract(epoch from next_send_at - clock_timestamp())
          - (select max(upto_ms) from given as mine where mine.name = given.name) + upto_ms - every_ms
      )) as in_ms
      from given join moved using (name) order by n`,
  )
  return reserved.map(({ in_ms }) => Number(in_ms))
}
