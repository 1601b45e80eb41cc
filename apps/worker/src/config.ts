import { parseDkimKeys, parseDomain, parseMailHeaders, readDesigns } from '@passlink/mail'
import { readSettings, setting } from '@passlink/runtime'
import { parseBounceAddress, parseKeyRing, parseSender, parseWebhookTypes } from '@passlink/store'
import { z } from 'zod'
import { relayUrls, timeLimits } from './relay/settings.ts'

const rates = z
  .string()
  .transform(text => text.split(',').map(rate => rate.trim()))
  .pipe(z.array(setting.rateWithin('366d')))

const schedule = z
  .string()
  .default('5s,15s,45s,2m,5m,10m,15m')
  .transform(text => text.split(',').map(step => step.trim()))
  .pipe(z.array(setting.durationBetween('10ms', '1d')))

const day = 86_400_000

// An idempotency key is valid for a day, so it must not be deleted earlier.
const keyRetention = setting.durationBetween('1d', '3660d')
const retention = setting.durationBetween('1d', '3660d')

// The format of the library: `whsec_` and the base64 of 24 to 64 bytes.
const webhookSecrets = z
  .string()
  .transform(text => text.split(',').map(secret => secret.trim()))
  .pipe(z.array(z.string().refine(isWebhookSecret, 'must be whsec_ and base64 of 24 to 64 bytes')))

function isWebhookSecret(text: string): boolean {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  const bytes = Buffer.from(encoded ?? '', 'base64').length
  return bytes >= 24 && bytes <= 64
}

export const settings = z
  .object({
    ...setting.database,
    ...setting.queue,
    SMTP_URL: relayUrls,
    RELAY_RATE: rates.optional(),
    SMTP_TIMEOUTS: timeLimits,
    MAIL_FROM: setting.parsedBy(parseSender),
    BOUNCE_ADDRESS: setting.parsedBy(parseBounceAddress).optional(),
    BOUNCE_KEYS: setting.parsedBy(parseKeyRing).optional(),
    MAIL_HEADERS: setting.parsedBy(parseMailHeaders).optional(),
    DKIM_DOMAIN: setting.parsedBy(parseDomain).optional(),
    DKIM_KEYS: setting.parsedBy(parseDkimKeys).optional(),
    MAIL_DESIGNS: setting.parsedBy(readDesigns).optional(),
    PUBLIC_URL: setting.origin,
    ...setting.webhooks(parseWebhookTypes),
    WEBHOOK_SECRET: webhookSecrets.optional(),
    LINK_KEYS: setting.parsedBy(parseKeyRing),
    LINK_LIFETIME: setting.durationBetween('30s', '30d').default(3_600_000),
    RETRY_SCHEDULE: schedule,
    CLAIM_LEASE: setting.durationBetween('1s', '10m').default(15_000),
    EVENT_RETENTION: retention.default(400 * day),
    LINK_RETENTION: retention.default(400 * day),
    ATTEMPT_RETENTION: retention.default(90 * day),
    IDEMPOTENCY_KEY_RETENTION: keyRetention.default(2 * day),
    JOB_RETENTION: setting.durationBetween('1s', '3660d').default(30 * day),
    WORKER_CONCURRENCY: setting.count(1, 1_000).default(100),
    RELAY_CONNECTIONS: setting.count(1, 1_000).default(20),
    WORKER_HOST: setting.ownHost,
    WORKER_PORT: setting.port.default(3005),
    ...setting.metrics(9465),
    ...setting.process,
  })
  .refine(...setting.reachesQueue)
  .refine(...setting.prefixHasRedis)
  .refine(
    ({ SMTP_URL, RELAY_RATE }) => !RELAY_RATE || [1, SMTP_URL.length].includes(RELAY_RATE.length),
    'RELAY_RATE must be one rate, or one for each relay of SMTP_URL',
  )
  .refine(
    ({ LINK_RETENTION, LINK_LIFETIME }) => LINK_RETENTION > LINK_LIFETIME,
    'LINK_RETENTION must be longer than LINK_LIFETIME',
  )
  .refine(
    ({ WEBHOOK_URL, WEBHOOK_SECRET }) => (WEBHOOK_URL === undefined) === (WEBHOOK_SECRET === undefined),
    'WEBHOOK_URL and WEBHOOK_SECRET must be set both or neither',
  )
  .refine(
    ({ BOUNCE_ADDRESS, BOUNCE_KEYS }) => (BOUNCE_ADDRESS === undefined) === (BOUNCE_KEYS === undefined),
    'BOUNCE_ADDRESS and BOUNCE_KEYS must be set both or neither',
  )
  .refine(
    ({ DKIM_DOMAIN, DKIM_KEYS }) => (DKIM_DOMAIN === undefined) === (DKIM_KEYS === undefined),
    'DKIM_DOMAIN and DKIM_KEYS must be set both or neither',
  )

export type Config = Readonly<z.output<typeof settings>>

export const readConfig = (env: NodeJS.ProcessEnv): Config => readSettings(settings, env)
