import type { Config } from '../config.ts'
import { clientId } from '../issuer/client-id.ts'
import { loopback } from '../loopback.ts'

export type Settings = Record<string, string>

/** What the apps share and `npm start` makes: each key as base64 of 32 bytes. */
export type Shared = { databaseUrl: string; linkKey: string; bounceKey: string; webhookSecret: string }

/** The local part and domain of the address to which reports about mails are sent. */
const bounceAddress = 'bounce@passlink.example'

/**
 * The environment of each app, and of the commands of apps/cli: only what it needs, and what is passed on to all of them,
 * which comes first. Only the apps that make or check codes get the link key.
 */
export function appSettings(config: Config, shared: Shared, passedOn: Settings) {
  const { databaseUrl, linkKey, bounceKey, webhookSecret } = shared
  const inbox = `http://localhost:${config.INBOX_PORT}`
  const issuer = `http://localhost:${config.ISSUER_PORT}`
  const common = {
    NODE_ENV: 'production',
    HOST: loopback,
    LOG_LEVEL: config.LOG_LEVEL,
    STOP_GRACE: '0s',
    DATABASE_URL: databaseUrl,
  }
  const links = { PUBLIC_URL: `http://localhost:${config.REDEEM_PORT}`, LINK_KEYS: `local:${linkKey}` }
  const ownPages = { ALLOWED_ORIGINS: inbox }
  const isPassedOn = (name: string) => name in passedOn || `${name}_FILE` in passedOn
  const bounces = { BOUNCE_ADDRESS: bounceAddress, BOUNCE_KEYS: `local:${bounceKey}` }
  // A relay of the developer's refuses mails whose return path is of a domain that is not theirs.
  const returnPath: Partial<typeof bounces> =
    isPassedOn('SMTP_URL') && !isPassedOn('BOUNCE_ADDRESS') ? {} : bounces
  const sender = { MAIL_FROM: 'Passlink <no-reply@passlink.example>' }
  // Another endpoint has another secret, and may not expect all events.
  const hasOwnEndpoint = isPassedOn('WEBHOOK_URL')
  const webhooks: Settings = hasOwnEndpoint
    ? {}
    : {
        WEBHOOK_URL: `http://${loopback}:${config.INBOX_PORT}/hook`,
        WEBHOOK_EVENTS: 'usual,passkey.renamed,user.deleted',
      }
  const signed: Settings = hasOwnEndpoint ? {} : { WEBHOOK_SECRET: webhookSecret }
  const settings = {
    api: {
      ...common,
      ...links,
      ...ownPages,
      ...webhooks,
      RETURN_LINKS: 'true',
      API_PORT: String(config.API_PORT),
      METRICS_PORT: String(config.API_METRICS_PORT),
      AUTH_ISSUER: issuer,
      // Clients alone may decide.
      ...(isPassedOn('AUTH_CLIENTS') ? {} : { AUTH_AUDIENCE: 'passlink' }),
    },
    worker: {
      ...common,
      ...links,
      ...returnPath,
      ...webhooks,
      ...signed,
      ...sender,
      WORKER_PORT: String(config.WORKER_PORT),
      METRICS_PORT: String(config.WORKER_METRICS_PORT),
      SMTP_URL: [config.SMTP_PORT, config.SECOND_SMTP_PORT]
        .map(port => `smtp://${loopback}:${port}`)
        .join(','),
    },
    redeem: {
      ...common,
      ...links,
      ...ownPages,
      ...webhooks,
      REDEEM_PORT: String(config.REDEEM_PORT),
      METRICS_PORT: String(config.REDEEM_METRICS_PORT),
    },
    bounces: {
      ...common,
      ...bounces,
      ...webhooks,
      LMTP_PORT: String(config.LMTP_PORT),
      BOUNCES_PORT: String(config.BOUNCES_PORT),
      METRICS_PORT: String(config.BOUNCES_METRICS_PORT),
    },
    dashboard: {
      ...common,
      DASHBOARD_PORT: String(config.DASHBOARD_PORT),
      METRICS_PORT: String(config.DASHBOARD_METRICS_PORT),
      DASHBOARD_PASSWORD: config.DASHBOARD_PASSWORD,
      DASHBOARD_URL: `http://localhost:${config.DASHBOARD_PORT}`,
      DASHBOARD_ISSUER: issuer,
      DASHBOARD_CLIENT_ID: clientId,
    },
    cli: {
      ...sender,
      ...(returnPath.BOUNCE_ADDRESS ? { BOUNCE_ADDRESS: returnPath.BOUNCE_ADDRESS } : {}),
      DATABASE_URL: databaseUrl,
    },
  }
  return Object.fromEntries(
    Object.entries(settings).map(([name, env]) => [name, replace(env, passedOn)]),
  ) as Record<keyof typeof settings, Settings>
}

/** A setting that comes from a file replaces the one with a value, because both at once are refused. */
function replace(env: Settings, passedOn: Settings): Settings {
  const kept = Object.entries(env).filter(([name]) => !(`${name}_FILE` in passedOn))
  return { ...Object.fromEntries(kept), ...passedOn }
}
