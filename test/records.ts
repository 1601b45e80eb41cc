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

/** The one delivery of this database, once it has come to `status`. */
export async function deliveryThatIs(status: string, { sql }: TestDatabase): Promise<DeliveryRow> {
  const [delivery] = await deliveriesThatAre(status, 1, { sql })
  return delivery as DeliveryRow
}

/** The deliveries of this database, once there are `count` and all have come to `status`. */
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

/** What is on record of the attempts at all deliveries, in their order. */
export async function attemptsOnRecord({ sql }: TestDatabase) {
  const rows = await sql`
    select number, outcome, relay, smtp_code, enhanced_code, detail, finished_at is not null as finished
    from attempts order by delivery_id, number`
  return [...rows]
}
