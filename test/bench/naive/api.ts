import { randomBytes, randomUUID } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Queue } from 'bullmq'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { deliveries, events, links } from './schema.ts'
import { apiSettings, type MailJob, openDatabase, queueName } from './settings.ts'

const config = apiSettings.parse(process.env)
const db = openDatabase(config.DATABASE_URL)
const queue = new Queue<MailJob>(queueName, {
  connection: { url: config.REDIS_URL },
  defaultJobOptions: {
    attempts: 10,
    backoff: { type: 'exponential', delay: 5_000, jitter: 0.5 },
    removeOnComplete: true,
  },
})
const keys = createRemoteJWKSet(new URL(`${config.AUTH_ISSUER}/jwks`))
const lifetimeMs = 3_600_000

const authenticate = createMiddleware<{ Variables: { claims: JWTPayload & { sub: string } } }>(
  async (c, next) => {
    const token = c.req.header('authorization')?.replace(/^Bearer /, '') ?? ''
    const { payload } = await jwtVerify(token, keys, {
      issuer: config.AUTH_ISSUER,
      audience: config.AUTH_AUDIENCE,
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'sub'],
    }).catch(cause => {
      throw new HTTPException(401, { message: 'the token is not valid', cause })
    })
    c.set('claims', { ...payload, sub: payload.sub as string })
    await next()
  },
)

/** Records a link, its delivery and the event, all of them or none; says which event it is. */
async function recordLink(userId: string) {
  const [linkId, deliveryId] = [randomUUID(), randomUUID()]
  return db.transaction(async tx => {
    const code = randomBytes(24).toString('base64url')
    const expiresAt = new Date(Date.now() + lifetimeMs).toISOString()
    await tx.insert(links).values({ id: linkId, userId, code, expiresAt })
    await tx.insert(deliveries).values({ id: deliveryId, linkId })
    const [event] = await tx
      .insert(events)
      .values({ userId, linkId, type: 'link.requested' })
      .returning({ sequence: events.sequence, at: events.at })
    return { deliveryId, sequence: `${event?.sequence}`, at: event?.at }
  })
}

const app = new Hono()
app.get('/readyz', async c => {
  await queue.waitUntilReady()
  return c.json({ status: 'ready' })
})
app.post('/users/me/passwordless/_send_link', authenticate, async c => {
  const claims = c.get('claims')
  const { deliveryId, sequence, at } = await recordLink(claims.sub)
  await queue.add('mail', { deliveryId }, { jobId: deliveryId })
  const resourceOwner = claims['urn:zitadel:iam:user:resourceowner:id']
  return c.json({ details: { sequence, creationDate: at, changeDate: at, resourceOwner } })
})

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: config.PORT })
process.once('SIGTERM', () => process.exit())
