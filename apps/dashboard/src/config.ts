import { readSettings, setting } from '@passlink/runtime'
import { z } from 'zod'

export const settings = z.object({
  DATABASE_URL: setting.databaseUrl,
  DATABASE_PREPARE: setting.databasePrepare,
  REDIS_URL: setting.redisUrl,
  DASHBOARD_PASSWORD: z.string().min(8, 'must be 8 characters or more'),
  HOST: setting.host,
  DASHBOARD_PORT: setting.port.default(3002),
  LOG_LEVEL: setting.logLevel,
})

export type Config = Readonly<z.output<typeof settings>>

export const readConfig = (env: NodeJS.ProcessEnv): Config => readSettings(settings, env)
