import { expect } from 'vitest'
import { eventually } from './eventually.ts'
import type { TestDatabase } from './servers/database.ts'

type DeliveryRow = {
  id: string
  link_id: string
  status: string
  attempts: number
  deferrals: number
  dead_reason: string | null
}

/** The only delivery in this database, once it is in `status`. */
export async function deliveryThatIs(status: string, { sql }: TestDatabase): Promise<DeliveryRow> {
  const [delivery] = await deliveriesThatAre(status, 1, { sql })
  return delivery as DeliveryRow
}

/** The deliveries in this database, once there are `count` and all are in `status`. */
export function deliveriesThatAre(
  status: string,
  count: number,
  { sql }: Pick<TestDatabase, 'sql'>,
): Promise<DeliveryRow[]> {
  return eventually(async () => {
    const rows = await sql<DeliveryRow[]>`select * from deliveries order by id`
    expect(rows.map(row => row.status)).toEqual(Array(count).fill(status))
    return rows
  })
}

/** The recorded attempts of all deliveries, in order. */
export async function attemptsOnRecord({ sql }: TestDatabase) {
  const rows = await sql`
    select number, outcome, relay, smtp_code, enhanced_code, detail, command, finished_at is not null as finished
    from attempts order by delivery_id, number`
  return [...rows]
}

/** How many links, deliveries and events are on record. */
export async function countRows({ sql }: Pick<TestDatabase, 'sql'>) {
  const [row] = await sql`
    select (select count(*)::int from links) as links, (select count(*)::int from deliveries) as deliveries,
      (select count(*)::int from events) as events`
  return row
}
