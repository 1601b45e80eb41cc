import { setTimeout as pause } from 'node:timers/promises'
import { openQueues, QueueAway } from '@passlink/queue'
import { readSettings, setting } from '@passlink/runtime'
import { type Db, type DeliveryRecord, findDelivery, openDatabase, recordLinks } from '@passlink/store'
import { z } from 'zod'
import { plain, type Terminal } from '../../terminal.ts'
import { UnusableArgument } from '../unusable-argument.ts'

const settings = z
  .object({ DATABASE_URL: setting.databaseUrl, DATABASE_PREPARE: setting.databasePrepare, ...setting.queue })
  .refine(...setting.reachesQueue)
  .refine(...setting.prefixHasRedis)

const deadlineMs = 60_000

/**
 * Mails a user a link as if they had asked for it, through the queue, a worker and the relays, and says what became of it.
 * Resolves to whether it was sent within a minute. Throws {@link UnusableArgument} if the user cannot be mailed, and the
 * errors of settings and database.
 */
export async function mailTest(
  userId: string,
  env: NodeJS.ProcessEnv,
  { stdout }: Terminal,
): Promise<boolean> {
  const { DATABASE_URL, DATABASE_PREPARE, DIRECT_DATABASE_URL, REDIS_URL, QUEUE_PREFIX } = readSettings(
    settings,
    env,
  )
  const { db, close } = openDatabase(DATABASE_URL, { connectionsMax: 1, prepare: DATABASE_PREPARE })
  const queues = openQueues({
    database: DIRECT_DATABASE_URL ?? DATABASE_URL,
    redisUrl: REDIS_URL,
    prefix: QUEUE_PREFIX,
  })
  try {
    const deliveryId = await record(db, userId)
    await queues.mail.enqueue([{ deliveryId, dueInMs: 0 }]).catch(error => {
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
  } finally {
    await queues.close()
    await close()
  }
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
