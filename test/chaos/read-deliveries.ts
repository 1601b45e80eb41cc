import type postgres from 'postgres'
import type { Attempt, Delivery } from './facts.ts'

/** All deliveries with their attempts, in the order in which they were recorded. */
export async function readDeliveries(sql: postgres.Sql): Promise<Delivery[]> {
  const ms = (column: string) => sql.unsafe(`(extract(epoch from ${column}) * 1000)::float8`)
  const attempts = await sql<(Attempt & { deliveryId: string })[]>`
    select delivery_id as "deliveryId", number, ${ms('started_at')} as "startedAt", ${ms('finished_at')} as "finishedAt",
      outcome, relay, detail
    from attempts order by delivery_id, number`
  const attemptsOf = new Map<string, Attempt[]>()
  for (const { deliveryId, ...attempt } of attempts) {
    const before = attemptsOf.get(deliveryId)
    if (before) before.push(attempt)
    else attemptsOf.set(deliveryId, [attempt])
  }
  const deliveries = await sql<Omit<Delivery, 'attempts'>[]>`
    select deliveries.id, request_id as "requestId", link_id as "linkId", status, dead_reason as "deadReason",
      ${ms('deadline')} as deadline, ${ms('expires_at')} as "expiresAt"
    from deliveries join links on links.id = link_id order by deliveries.id`
  return deliveries.map(delivery => ({ ...delivery, attempts: attemptsOf.get(delivery.id) ?? [] }))
}
