import { setTimeout as pause } from 'node:timers/promises'
import { QueueAway } from '@passlink/queue'
import { type Db, type DeliveryRecord, findDelivery, recordLinks } from '@passlink/store'
import { actorOfCommand } from '../../actor.ts'
import { plain, type Terminal } from '../../terminal.ts'
import { withDatabaseAndQueues } from '../../with-database.ts'
import { UnusableArgument } from '../unusable-argument.ts'

const deadlineMs = 60_000

/**
 * Mails a user a link as if they had asked for it, through the queue, a worker and the relays, and says what became of it.
 * That it is mailed is in the audit. Resolves to whether it was sent within a minute. Throws {@link UnusableArgument} if
 * the user cannot be mailed, and the errors of settings and database.
 */
export function mailTest(userId: string, env: NodeJS.ProcessEnv, { stdout }: Terminal): Promise<boolean> {
  return withDatabaseAndQueues(env, async (db, withQueues) => {
    const deliveryId = await record(db, userId)
    await withQueues(queues => queues.mail.enqueue([{ deliveryId, dueInMs: 0 }])).catch(error => {
      if (!(error instanceof QueueAway)) throw error
      stdout.write('!!  queue    cannot be reached; a worker puts the mail into it once it can\n')
    })
    const delivery = await ended(db, deliveryId)
    for (const { relay, outcome, smtpCode, detail } of delivery.attempts)
      stdout.write(
        `    ${plain([relay, outcome ?? 'under way', smtpCode, detail].filter(Boolean).join(' '))}\n`,
      )
    stdout.write(`${delivery.status === 'sent' ? 'ok' : '!!'}  test     ${plain(sayEnd(delivery))}\n`)
    return delivery.status === 'sent'
  })
}

async function record(db: Db, userId: string): Promise<string> {
  const [recorded] = await recordLinks(
    db,
    [
      {
        userId,
        acting: null,
        requestId: 'mail-check',
        deliveryDeadlineMs: deadlineMs,
        returned: null,
        urlTemplate: null,
        details: null,
        idempotency: null,
        actor: actorOfCommand(),
      },
    ],
    { perUser: null, perOrganization: null },
  )
  if (recorded?.outcome === 'recorded' && recorded.deliveryId) return recorded.deliveryId
  throw new UnusableArgument(`--user ${userId}: ${recorded?.outcome.replaceAll('_', ' ')}`)
}

async function ended(db: Db, deliveryId: string): Promise<DeliveryRecord> {
  for (const until = Date.now() + deadlineMs; ; await pause(200)) {
    const delivery = await findDelivery(db, deliveryId)
    if (!delivery) throw new UnusableArgument('the delivery was deleted meanwhile')
    if (delivery.status === 'sent' || delivery.status === 'dead' || Date.now() > until) return delivery
  }
}

function sayEnd({ status, reason, attempts }: DeliveryRecord): string {
  if (status === 'sent') return 'a relay has accepted the mail: look at its source where it arrived'
  if (status === 'dead') return `the mail is dead: ${reason}`
  return attempts.length > 0 ? `the mail is ${status}` : 'no worker has begun with the mail within a minute'
}
