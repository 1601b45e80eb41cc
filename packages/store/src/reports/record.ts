import { domainToASCII, domainToUnicode } from 'node:url'
import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { type Transaction, transact } from '../database/transaction.ts'
import { given, type Instant, ids } from '../database/values.ts'
import type { Delivery } from '../deliveries/delivery.ts'
import { lockDeliveries } from '../deliveries/lock.ts'
import { deliveriesWithUsers } from '../deliveries/with-users.ts'
import { domainOf } from '../directory/sender.ts'
import { insertEvents } from '../events/insert.ts'
import { addressHash } from '../suppressions/suppression.ts'
import { insertReportedEvents } from '../webhooks/insert.ts'
import type { WebhookTerms } from '../webhooks/webhook-terms.ts'
import { decideReport, type ReportOutcome } from './decide-report.ts'
import type { Report } from './report.ts'

const save = statement(sql`
  update deliveries set reports = coalesce(reports, '{}') || jsonb_build_object(${given('kind')}::text,
    jsonb_build_object('at', ${rfc3339(sql`now()`)}, 'status', ${given('status')}::text, 'detail', ${given('detail')}::text,
      'suppresses', ${given('suppresses')}::boolean))
  where id = ${given('deliveryId')}`)

// Suppresses the address only if the mail went to it: not one that the user has since the first attempt, and not another
// one to which it was forwarded. `email_since` is empty in rows that the version before wrote. A complaint says more than a
// bounce. Returns a row also if the address is suppressed already.
const suppress = statement(sql`
  insert into suppressions (address_hash, kind, reason, user_id, delivery_id)
  select ${addressHash(sql`users.email`)}, ${given('kind')}, ${given('reason')}, users.id, deliveries.id
  from ${deliveriesWithUsers}
  where deliveries.id in ${ids('ids')} and users.email <> ''
    and (${given('recipients')}::text[] is null or lower(users.email) = any(${given('recipients')}::text[]))
    and coalesce(users.email_since, users.changed_at) <= (
      select min(started_at) from attempts
      where delivery_id = deliveries.id and coalesce(outcome, 'unknown') in ('accepted', 'unknown')
    )
  on conflict (address_hash) do update set
    kind = case when excluded.kind = 'complained' then excluded.kind else suppressions.kind end,
    reason = case when excluded.kind = 'complained' then excluded.reason else suppressions.reason end
  returning address_hash`)

/**
 * Records a report about a mail: it is kept with the delivery, appended to the log, and reported by webhook if it is a
 * bounce or a complaint. If it says that the address takes no mail, or that its owner wants none, the address is
 * suppressed, unless it was changed meanwhile. A report that was recorded before changes nothing.
 */
export function recordReport(
  db: Db,
  report: Report,
  { webhooks }: { webhooks: WebhookTerms | null },
): Promise<ReportOutcome> {
  const deliveryId = report.deliveryId.toLowerCase()
  return transact(db, async tx => {
    const { deliveries, now } = await lockDeliveries(tx, [deliveryId])
    const delivery = deliveries.get(deliveryId)
    if (!delivery) return 'unknown'
    const { outcome, suppresses } = decideReport(delivery, report)
    if (outcome !== 'recorded') return outcome
    const { kind, status } = report
    const detail = report.detail || status || 'no reason was given'
    const reason =
      kind === 'complained' ? 'its owner reported a mail as unwanted' : `mail came back: ${detail}`
    const [rows] = await together([
      suppresses
        ? suppress(tx, { ids: [deliveryId], kind, reason, recipients: formsOf(report.recipient) })
        : [],
      save(tx, { deliveryId, kind, status, detail, suppresses }),
    ])
    const suppressed = rows.length > 0 || delivery.suppression !== null
    await append(tx, delivery, { ...report, detail }, { suppressed, webhooks, now })
    return outcome
  })
}

/** An address in lower case, with its domain in both forms (RFC 5890). */
function formsOf(address: string | null | undefined): string[] | null {
  if (!address) return null
  const domain = domainOf(address)
  const local = address.slice(0, -domain.length)
  return [domain, domainToASCII(domain), domainToUnicode(domain)].map(form => `${local}${form}`.toLowerCase())
}

async function append(
  tx: Transaction,
  { id, userId, organizationId, linkId, requestId, traceParent, kind: mail }: Delivery,
  { kind, status, detail }: Report,
  { suppressed, webhooks, now }: { suppressed: boolean; webhooks: WebhookTerms | null; now: Instant },
) {
  const data = { deliveryId: id, requestId, mail, reason: detail, status, suppressed }
  const event = { userId, organizationId, linkId, requestId, traceParent, data }
  if (kind === 'delayed') await insertEvents(tx, [{ ...event, type: 'delivery.delayed' }])
  else await insertReportedEvents(tx, [{ ...event, type: `delivery.${kind}` }], { webhooks, now })
}
