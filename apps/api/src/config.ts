import { readSettings, setting } from '@passlink/runtime'
import { parseKeyRing } from '@passlink/store'
import { z } from 'zod'

const organizationId = z.string().max(200, 'must have 200 characters or less')

export const settings = z
  .object({
    DATABASE_URL: setting.databaseUrl,
    DATABASE_PREPARE: setting.databasePrepare,
    REDIS_URL: setting.redisUrl,
    AUTH_ISSUER: setting.url('https:', 'http:'),
    AUTH_AUDIENCE: z.string(),
    AUTH_CLIENT_ID: z.string().optional(),
    AUTH_CLIENT_SECRET: z.string().optional(),
    AUTH_TRUSTED_ORIGINS: setting.origins.optional(),
    INTROSPECTION_CACHE: setting.duration.default(10_000),
    ROLES_CLAIM: z.string().default('urn:zitadel:iam:org:project:roles'),
    ORGANIZATION_CLAIM: z.string().default('urn:zitadel:iam:user:resourceowner:id'),
    ORGANIZATION_NAME_CLAIM: z.string().default('urn:zitadel:iam:user:resourceowner:name'),
    DEFAULT_ORGANIZATION: organizationId.optional(),
    PROFILE_MAX_AGE: setting.duration.default(3_600_000),
    DELIVERY_DEADLINE: setting.duration.default(3_600_000),
    LINKS_PER_USER: setting.rate.default({ max: 5, windowMs: 3_600_000 }),
    LINKS_PER_ORGANIZATION: setting.rate.optional(),
    ALLOWED_ORIGINS: setting.origins.optional(),
    HELP_DESK_ROLE: z.string().default('passlink.help-desk'),
    PROVISIONING_SCOPE: z.string().default('passlink.provisioning'),
    RETURN_LINKS: setting.flag.default(false),
    LINK_KEYS: setting.parsedBy(parseKeyRing).optional(),
    LINK_LIFETIME: setting.duration.default(3_600_000),
    PUBLIC_URL: setting.origin.optional(),
    CALL_TIMEOUT: setting.callTimeout,
    HOST: setting.host,
    API_PORT: setting.port.default(3000),
    LOG_LEVEL: setting.logLevel,
  })
  .refine(
    ({ AUTH_CLIENT_ID, AUTH_CLIENT_SECRET }) =>
      (AUTH_CLIENT_ID === undefined) === (AUTH_CLIENT_SECRET === undefined),
    'AUTH_CLIENT_ID and AUTH_CLIENT_SECRET must be set both or neither',
  )
  .refine(
    ({ RETURN_LINKS, LINK_KEYS, PUBLIC_URL }) => !RETURN_LINKS || (LINK_KEYS && PUBLIC_URL),
    'RETURN_LINKS needs LINK_KEYS and PUBLIC_URL',
  )

export type Config = Readonly<z.output<typeof settings>>

export const readConfig = (env: NodeJS.ProcessEnv): Config => readSettings(settings, env)
