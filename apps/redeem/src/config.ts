import { readSettings, setting } from '@passlink/runtime'
import { parseKeyRing, parseWebhookTypes } from '@passlink/store'
import { z } from 'zod'

const host = (url: string) => new URL(url).hostname

const isAddress = (name: string) => /^[\d.]+$|^\[/.test(name)

export const settings = z
  .object({
    ...setting.database,
    PUBLIC_URL: setting.origin.refine(
      url => URL.canParse(url) && !isAddress(host(url)),
      'must name a host, for an IP address can have no passkeys',
    ),
    RP_ID: z.string().optional(),
    LINK_KEYS: setting.parsedBy(parseKeyRing),
    ALLOWED_ORIGINS: setting.origins.optional(),
    TRUSTED_PROXIES: setting.count(0, 10).optional(),
    REDEEM_PER_ADDRESS: setting.rateWithin('366d').default({ max: 600, windowMs: 60_000 }),
    REDEEM_PER_LINK: setting.rateWithin('366d').default({ max: 30, windowMs: 60_000 }),
    REDEEM_WRONG_CODES: setting.rateWithin('366d').default({ max: 5, windowMs: 3_600_000 }),
    ...setting.newLinks,
    UNDO_LIFETIME: setting.durationBetween('1h', '30d').default(604_800_000),
    LOCATION_HEADER: z
      .string()
      .regex(/^[\w-]{1,100}$/, 'must be the name of a header')
      .optional(),
    ...setting.notices,
    ...setting.webhooks(parseWebhookTypes),
    CALL_TIMEOUT: setting.callTimeout,
    HOST: setting.host,
    REDEEM_PORT: setting.port.default(3001),
    ...setting.metrics(9466),
    ...setting.server,
    ...setting.process,
  })
  .refine(
    ({ PUBLIC_URL, RP_ID }) => !RP_ID || host(PUBLIC_URL) === RP_ID || isParent(RP_ID, host(PUBLIC_URL)),
    "RP_ID must be the host of PUBLIC_URL or one of the host's parent domains",
  )

// Browsers refuse a parent domain with a single label, such as `com`.
const isParent = (domain: string, name: string) => domain.includes('.') && name.endsWith(`.${domain}`)

export type Config = Readonly<z.output<typeof settings>>

export const readConfig = (env: NodeJS.ProcessEnv): Config => readSettings(settings, env)

/** The RP ID: the domain of the passkeys (WebAuthn section 4). */
export const rpIdOf = ({ RP_ID, PUBLIC_URL }: Pick<Config, 'RP_ID' | 'PUBLIC_URL'>): string =>
  RP_ID ?? host(PUBLIC_URL)
