import type { Config } from './config.ts'
import { loopback } from './loopback.ts'

type Settings = Record<string, string>

export type AppName = 'api' | 'worker' | 'redeem' | 'dashboard'

/** The port of each app, on which it also answers `/readyz`. */
export function appPorts(config: Config): Record<AppName, number> {
  return {
    api: config.API_PORT,
    worker: config.WORKER_PORT,
    redeem: config.REDEEM_PORT,
    dashboard: config.DASHBOARD_PORT,
  }
}

/** The environment that any of our processes runs in. */
export function commonSettings(config: Config, databaseUrl: string): Settings {
  const { PATH, HOME, SystemRoot } = config
  const given = Object.entries({ PATH, HOME, SystemRoot }).filter(([, value]) => value !== undefined)
  return {
    ...(Object.fromEntries(given) as Settings),
    NODE_ENV: 'production',
    HOST: loopback,
    LOG_LEVEL: config.LOG_LEVEL,
    DATABASE_URL: databaseUrl,
  }
}

/** The environment of each app: only what it needs. The keys of links go to those two that make and check codes. */
export function appSettings(config: Config, databaseUrl: string, linkKey: string): Record<AppName, Settings> {
  const common = commonSettings(config, databaseUrl)
  const queue = config.REDIS_URL ? { REDIS_URL: config.REDIS_URL } : {}
  const links = { PUBLIC_URL: `http://localhost:${config.REDEEM_PORT}`, LINK_KEYS: `local:${linkKey}` }
  return {
    api: {
      ...common,
      ...queue,
      API_PORT: String(config.API_PORT),
      AUTH_ISSUER: `http://localhost:${config.ISSUER_PORT}`,
      AUTH_AUDIENCE: 'passlink',
    },
    worker: {
      ...common,
      ...queue,
      ...links,
      WORKER_PORT: String(config.WORKER_PORT),
      SMTP_URL: `smtp://${loopback}:${config.SMTP_PORT}`,
      MAIL_FROM: 'Passlink <no-reply@passlink.example>',
    },
    redeem: { ...common, ...links, REDEEM_PORT: String(config.REDEEM_PORT) },
    dashboard: {
      ...common,
      ...queue,
      DASHBOARD_PORT: String(config.DASHBOARD_PORT),
      DASHBOARD_PASSWORD: config.DASHBOARD_PASSWORD,
    },
  }
}
