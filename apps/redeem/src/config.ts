import { readSettings, setting } from '@passlink/runtime'
import { z } from 'zod'

export const settings = z.object({
  DATABASE_URL: setting.databaseUrl,
  HOST: setting.host,
  REDEEM_PORT: setting.port.default(3001),
  LOG_LEVEL: setting.logLevel,
})

export type Config = Readonly<z.output<typeof settings>>

export const readConfig = (env: NodeJS.ProcessEnv): Config => readSettings(settings, env)
