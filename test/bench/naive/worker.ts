import { serve } from '@hono/node-server'
import { UnrecoverableError, Worker } from 'bullmq'
import { eq } from 'drizzle-orm'
import { Hono } from 'hono'
import { createTransport } from 'nodemailer'
import { renderMail } from './mail.ts'
import { deliveries, events, links, users } from './schema.ts'
import { type MailJob, openDatabase, queueName, workerSettings } from './settings.ts'

const config = workerSettings.parse(process.env)
const db = openDatabase(config.DATABASE_URL)
const transport = createTransport({ url: config.SMTP_URL, pool: true, maxConnections: config.CONCURRENCY })

async function findMail(deliveryId: string) {
  const [found] = await db
    .select({
      status: deliveries.status,
      linkId: links.id,
      code: links.code,
      userId: users.id,
      email: users.email,
      name: users.displayName,
      organization: users.organizationName,
    })
    .from(deliveries)
    .innerJoin(links, eq(links.id, deliveries.linkId))
    .innerJoin(users, eq(users.id, links.userId))
    .where(eq(deliveries.id, deliveryId))
  return found
}

async function recordSent(
  deliveryId: string,
  { userId, linkId }: { userId: string; linkId: string },
  attempts: number,
) {
  await db.transaction(async tx => {
    const sentAt = new Date().toISOString()
    await tx.update(deliveries).set({ status: 'sent', sentAt, attempts }).where(eq(deliveries.id, deliveryId))
    await tx.insert(events).values({ userId, linkId, type: 'link.sent' })
  })
}

const worker = new Worker<MailJob>(
  queueName,
  async ({ data: { deliveryId }, attemptsMade }) => {
    const mail = await findMail(deliveryId)
    if (!mail) throw new UnrecoverableError('no such delivery')
    if (mail.status === 'sent') return
    const url = `${config.PUBLIC_URL}/l/${mail.linkId}#${mail.code}`
    await transport.sendMail({
      from: config.MAIL_FROM,
      to: { name: mail.name, address: mail.email },
      messageId: `<${deliveryId}@passlink.example>`,
      ...(await renderMail({ ...mail, url })),
    })
    await recordSent(deliveryId, mail, attemptsMade + 1)
  },
  { connection: { url: config.REDIS_URL, maxRetriesPerRequest: null }, concurrency: config.CONCURRENCY },
)
worker.on('error', error => console.error(error))
worker.on('failed', (job, error) => console.error(job?.id, error))

const app = new Hono()
app.get('/readyz', async c => {
  await worker.waitUntilReady()
  return c.json({ status: 'ready' })
})
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: config.PORT })
process.once('SIGTERM', () => process.exit())
