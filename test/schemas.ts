import { settings as api } from '@passlink/api'
import { settings as bounces } from '@passlink/bounces'
import { settings as dashboard } from '@passlink/dashboard'
import { settings as redeem } from '@passlink/redeem'
import { settings as worker } from '@passlink/worker'
import type { z } from 'zod'

/** The settings of each app. */
export const schemas: Record<string, z.ZodObject> = { api, worker, redeem, bounces, dashboard }

/** The settings of an app that are secret, or may have a secret in them. */
export const secretsOfApp = (app: string): string[] =>
  Object.keys(schemas[app]?.shape ?? {}).filter(name =>
    /_KEYS?$|_SECRET$|PASSWORD$|_LOGIN$|OTLP_HEADERS$|(DATABASE|READ|REDIS|SMTP)_URL$/.test(name),
  )

/** Those that an app is handed one by one: keys of DKIM are files, and the keys of codes reach the API only by a choice of the operator. */
export const secretsHandedTo = (app: string): string[] =>
  secretsOfApp(app).filter(name => name !== 'DKIM_KEYS' && !(app === 'api' && name === 'LINK_KEYS'))
