import { readDesigns } from '@passlink/mail'
import { readSettings, setting } from '@passlink/runtime'
import { z } from 'zod'
import { accessRefinements, accessSettings } from './access/access-settings.ts'

export const settings = z
  .object({
    ...setting.database,
    ...setting.replica,
    ...setting.queue,
    ...accessSettings,
    MAIL_DESIGNS: setting.parsedBy(readDesigns).optional(),
    TRUSTED_PROXIES: setting.count(0, 10).optional(),
    DASHBOARD_HOST: setting.ownHost,
    DASHBOARD_PORT: setting.port.default(3002),
    ...setting.metrics(9467),
    ...setting.server,
    ...setting.process,
  })
  .refine(...setting.reachesQueue)
  .refine(...setting.prefixHasRedis)
  .refine(...accessRefinements.hasWay)
  .refine(...accessRefinements.issuerIsComplete)
  .refine(...accessRefinements.clientHasIssuer)

export type Config = Readonly<z.output<typeof settings>>

export const readConfig = (env: NodeJS.ProcessEnv): Config => readSettings(settings, env)
