import { readSettings, setting } from '@passlink/runtime'
import { z } from 'zod'

const portOr = (number: number) =>
  setting.port.refine(port => port > 0, 'must be a port number').default(number)

const schema = z.object({
  API_PORT: portOr(3000),
  REDEEM_PORT: portOr(3001),
  DASHBOARD_PORT: portOr(3002),
  INBOX_PORT: portOr(3003),
  ISSUER_PORT: portOr(3004),
  WORKER_PORT: portOr(3005),
  BOUNCES_PORT: portOr(3006),
  LMTP_PORT: portOr(2424),
  SMTP_PORT: portOr(2525),
  SECOND_SMTP_PORT: portOr(2526),
  POSTGRES_PORT: portOr(5433),
  API_METRICS_PORT: portOr(9464),
  WORKER_METRICS_PORT: portOr(9465),
  REDEEM_METRICS_PORT: portOr(9466),
  DASHBOARD_METRICS_PORT: portOr(9467),
  BOUNCES_METRICS_PORT: portOr(9468),
  DASHBOARD_PASSWORD: z.string().default('passlink'),
  LOG_LEVEL: setting.logLevel.default('warn'),
  DATA_DIR: z.string().optional(),
})

export type Config = Readonly<z.output<typeof schema>>

/** The settings that `npm start` reads itself. */
export const ownSettings = Object.keys(schema.shape)

/** The settings of `npm start`. Every setting is optional. */
export function readConfig(env: Record<string, string | undefined>): Config {
  return readSettings(schema, env)
}

/** The only setting of `npm run token`. */
export function readIssuerPort(env: Record<string, string | undefined>): number {
  return readSettings(schema.pick({ ISSUER_PORT: true }), env).ISSUER_PORT
}

export type Arguments = { fresh: boolean; watch: boolean }

const usage = `usage: npm start [-- [--fresh] [--watch]]
  --fresh   empties the data first
  --watch   starts apps again when their sources change`

/** Parses the command line of `npm start`. Throws if an argument is unknown. */
export function parseArguments(given: string[]): Arguments {
  const unknown = given.filter(argument => !['--fresh', '--watch'].includes(argument))
  if (unknown.length > 0) throw new Error(`unknown argument ${unknown.join(' ')}\n${usage}`)
  return { fresh: given.includes('--fresh'), watch: given.includes('--watch') }
}
