import { readSettings, setting } from '@passlink/runtime'
import { parseKeyRing, parseWebhookTypes } from '@passlink/store'
import { z } from 'zod'

const organizationId = z.string().max(200, 'must have 200 characters or less')

const claimPath = z
  .string()
  .regex(
    /^[^\p{Cc}\p{Cs}]{1,200}$/u,
    'must be a claim or a path to it, such as realm_access.roles, of 200 characters or less',
  )

const clients = z
  .string()
  .transform(text => text.split(',').map(part => part.trim()))
  .refine(ids => ids.every(id => id !== ''), 'must be ids of clients, comma-separated')
  .transform(ids => new Set(ids))

export const settings = z
  .object({
    ...setting.database,
    ...setting.replica,
    ...setting.queue,
    AUTH_ISSUER: setting.issuer,
    AUTH_AUDIENCE: z.string().optional(),
    AUTH_CLIENTS: clients.optional(),
    AUTH_TOKEN_TYPE: z.enum(['at+jwt'], 'must be at+jwt, or not set').optional(),
    ACCESS_TOKEN_CLAIM: claimPath.optional(),
    AUTH_CLIENT_ID: z.string().optional(),
    AUTH_CLIENT_SECRET: z.string().optional(),
    AUTH_TRUSTED_ORIGINS: setting.origins.optional(),
    TRUSTED_PROXIES: setting.count(0, 10).optional(),
    REFUSALS_PER_ADDRESS: setting.rateWithin('1d').default({ max: 600, windowMs: 60_000 }),
    ISSUER_CONCURRENCY: setting.count(1, 1_000).default(50),
    INTROSPECTION_CACHE: setting.durationBetween('1ms', '1h').default(10_000),
    SUBJECT_CLAIM: claimPath.default('sub'),
    ROLES_CLAIM: claimPath.default('urn:zitadel:iam:org:project:roles'),
    ORGANIZATION_CLAIM: claimPath.default('urn:zitadel:iam:user:resourceowner:id'),
    ORGANIZATION_NAME_CLAIM: claimPath.default('urn:zitadel:iam:user:resourceowner:name'),
    DEFAULT_ORGANIZATION: organizationId.optional(),
    PROFILE_FROM: z.enum(['userinfo', 'token'], 'must be userinfo or token').default('userinfo'),
    PROFILE_MAX_AGE: setting.durationBetween('1s', '1m').default(60_000),
    TRUST_ISSUER_ADDRESSES: setting.flag.default(false),
    ...setting.newLinks,
    ...setting.notices,
    ...setting.webhooks(parseWebhookTypes),
    ALLOWED_ORIGINS: setting.origins.optional(),
    HELP_DESK_ROLE: z.string().default('passlink.help-desk'),
    PROVISIONING_SCOPE: z.string().default('passlink.provisioning'),
    RETURN_LINKS: setting.flag.default(false),
    LINK_KEYS: setting.parsedBy(parseKeyRing).optional(),
    LINK_LIFETIME: setting.durationBetween('30s', '30d').default(3_600_000),
    PUBLIC_URL: setting.origin.optional(),
    CALL_TIMEOUT: setting.callTimeout,
    HOST: setting.host,
    API_PORT: setting.port.default(3000),
    ...setting.metrics(9464),
    ...setting.server,
    ...setting.process,
  })
  .refine(({ AUTH_AUDIENCE, AUTH_CLIENTS }) => AUTH_AUDIENCE !== undefined || AUTH_CLIENTS !== undefined, {
    path: ['AUTH_AUDIENCE'],
    message: 'is required',
    // All that is missing is named together.
    when: () => true,
  })
  .refine(({ AUTH_ISSUER }) => new URL(AUTH_ISSUER).hostname !== 'accounts.google.com', {
    path: ['AUTH_ISSUER'],
    message: 'Google is not supported: its access tokens are opaque, and it offers no introspection of them',
  })
  .refine(...setting.reachesQueue)
  .refine(...setting.prefixHasRedis)
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
