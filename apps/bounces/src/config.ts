import { readSettings, setting } from '@passlink/runtime'
import { parseBounceAddress, parseKeyRing, parseWebhookTypes } from '@passlink/store'
import { z } from 'zod'
import { sendgridKey, sesTopic, webhookLogin } from './providers/settings.ts'

const providers = {
  SES_TOPIC: sesTopic.optional(),
  POSTMARK_WEBHOOK_LOGIN: webhookLogin.optional(),
  MAILGUN_SIGNING_KEY: z.string().min(8, 'must have 8 characters or more').optional(),
  SENDGRID_WEBHOOK_KEY: sendgridKey.optional(),
}

export const settings = z
  .object({
    ...setting.database,
    ...setting.webhooks(parseWebhookTypes),
    BOUNCE_ADDRESS: setting.parsedBy(parseBounceAddress).optional(),
    BOUNCE_KEYS: setting.parsedBy(parseKeyRing).optional(),
    LMTP_HOST: setting.ownHost,
    LMTP_PORT: setting.port.default(2424),
    ...providers,
    CALL_TIMEOUT: setting.callTimeout,
    HOST: setting.host,
    BOUNCES_PORT: setting.port.default(3006),
    ...setting.metrics(9468),
    ...setting.server,
    ...setting.process,
  })
  .refine(
    ({ BOUNCE_ADDRESS, BOUNCE_KEYS }) => (BOUNCE_ADDRESS === undefined) === (BOUNCE_KEYS === undefined),
    'BOUNCE_ADDRESS and BOUNCE_KEYS must be set both or neither',
  )
  .refine(
    config =>
      config.BOUNCE_ADDRESS !== undefined ||
      Object.keys(providers).some(name => config[name as keyof typeof providers] !== undefined),
    `BOUNCE_ADDRESS or one of ${Object.keys(providers).join(', ')} is needed, or no report can arrive`,
  )

export type Config = Readonly<z.output<typeof settings>>

export const readConfig = (env: NodeJS.ProcessEnv): Config => readSettings(settings, env)
