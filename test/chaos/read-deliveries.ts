import type postgres from 'postgres'
import type { Attempt, Delivery, Webhook } from './facts.ts'

/** All deliveries of links with their attempts, in the order in which they were recorded. */
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
    from deliveries join links on links.id = link_id where kind = 'link' order by deliveries.id`
  return deliveries.map(delivery => ({ ...delivery, attempts: attemptsOf.get(delivery.id) ?? [] }))
}

/** All webhooks; `accepted` are the ids of those that arrived. */
export async function readWebhooks(sql: postgres.Sql, accepted: ReadonlySet<string>): Promise<Webhook[]> {
  const rows = await sql<Omit<Webhook, 'arrived'>[]>`
    select id, status, dead_reason as "deadReason" from deliveries where kind = 'webhook' order by id`
  return rows.map(row => ({ ...row, arrived: accepted.has(row.id) }))
}
