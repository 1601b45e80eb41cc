import { readDesigns } from '@passlink/mail'
import { readSettings, setting } from '@passlink/runtime'
import { z } from 'zod'

export const settings = z
  .object({
    ...setting.database,
    ...setting.queue,
    DASHBOARD_PASSWORD: z.string().min(8, 'must be 8 characters or more'),
    // Counted in memory, with timers, which are not longer than 24 days.
    DASHBOARD_TRIES: setting.rateWithin('20d').default({ max: 10, windowMs: 600_000 }),
    MAIL_DESIGNS: setting.parsedBy(readDesigns).optional(),
    TRUSTED_PROXIES: setting.count(0, 10).optional(),
    DASHBOARD_HOST: setting.ownHost,
    DASHBOARD_PORT: setting.port.default(3002),
    ...setting.server,
    ...setting.process,
  })
  .refine(...setting.reachesQueue)
  .refine(...setting.prefixHasRedis)

export type Config = Readonly<z.output<typeof settings>>

export const readConfig = (env: NodeJS.ProcessEnv): Config => readSettings(settings, env)
