import { readSettings, setting } from '@passlink/runtime'
import { z } from 'zod'

export const settings = z.object({
  DATABASE_URL: setting.databaseUrl,
  REDIS_URL: setting.redisUrl,
  AUTH_ISSUER: setting.url('https:', 'http:'),
  AUTH_AUDIENCE: z.string(),
  DELIVERY_DEADLINE: setting.duration.default(3_600_000),
  HOST: setting.host,
  API_PORT: setting.port.default(3000),
  LOG_LEVEL: setting.logLevel,
})

export type Config = Readonly<z.output<typeof settings>>

export const readConfig = (env: NodeJS.ProcessEnv): Config => readSettings(settings, env)
