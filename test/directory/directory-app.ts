import { ApiError, createDirectoryRoutes, errorResponse } from '@passlink/api'
import type { WebhookTerms } from '@passlink/store'
import { Hono } from 'hono'
import { createDatabase, type TestDatabase } from '../servers/database.ts'

/** The directory routes on a new database, with a caller who may do everything unless `requireScope` throws. */
export type DirectoryApp = {
  database: TestDatabase
  call: (method: string, path: string, body?: unknown) => Promise<Response>
  /** The error of the latest refused call. */
  refused: () => ApiError | undefined
}

export async function createDirectoryApp(
  requireScope = async () => {},
  webhooks: WebhookTerms | null = null,
): Promise<DirectoryApp> {
  const database = await createDatabase()
  let latest: ApiError | undefined
  const app = new Hono<{ Variables: { caller: { requestId: string } } }>()
  app.use((c, next) => {
    c.set('caller', { requestId: 'r' })
    return next()
  })
  app.route('/', createDirectoryRoutes({ db: database.db, requireScope, webhooks }))
  app.onError((error, c) => {
    if (!(error instanceof ApiError)) throw error
    latest = error
    return errorResponse(c, error)
  })
  return {
    database,
    async call(method, path, body) {
      const init = body === undefined ? {} : { body: JSON.stringify(body) }
      return app.request(path, { method, headers: { 'content-type': 'application/json' }, ...init })
    },
    refused: () => latest,
  }
}

export const bob = {
  organizationId: 'globex',
  email: 'bob@globex.example',
  emailVerified: true,
  displayName: 'Bob Brown',
  language: 'fr-CH',
  timeZone: 'Europe/Zurich',
}
