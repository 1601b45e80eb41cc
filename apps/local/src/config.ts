import { readSettings, setting } from '@passlink/runtime'
import { z } from 'zod'

const portOr = (number: number) =>
  setting.port.refine(port => port > 0, 'must be a port number').default(number)

const fields = z.object({
  API_PORT: portOr(3000),
  REDEEM_PORT: portOr(3001),
  DASHBOARD_PORT: portOr(3002),
  INBOX_PORT: portOr(3003),
  ISSUER_PORT: portOr(3004),
  WORKER_PORT: portOr(3005),
  SMTP_PORT: portOr(2525),
  POSTGRES_PORT: portOr(5433),
  DASHBOARD_PASSWORD: z.string().default('passlink'),
  LOG_LEVEL: setting.logLevel.default('warn'),
  REDIS_URL: setting.redisUrl,
  QUEUE_PREFIX: setting.queuePrefix,
  DATA_DIR: z.string().optional(),
})
const schema = fields.refine(...setting.prefixHasRedis)

export type Config = Readonly<z.output<typeof schema>>

/** The settings of `npm start`. Every setting is optional. */
export function readConfig(env: Record<string, string | undefined>): Config {
  return readSettings(schema, env)
}

/** The only setting of `npm run token`. */
export function readIssuerPort(env: Record<string, string | undefined>): number {
  return readSettings(fields.pick({ ISSUER_PORT: true }), env).ISSUER_PORT
}

/** Parses the command line of `npm start`. Throws if an argument is unknown. */
export function parseArguments(given: string[]): { fresh: boolean } {
  const unknown = given.filter(argument => argument !== '--fresh')
  if (unknown.length > 0)
    throw new Error(
      `unknown argument ${unknown.join(' ')}\nusage: npm start [-- --fresh]   (--fresh empties the data first)`,
    )
  return { fresh: given.includes('--fresh') }
}
