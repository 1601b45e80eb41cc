import {
  type Db,
  deleteUsers,
  field,
  findStoredPasskeys,
  findUsers,
  saveUsers,
  type WebhookTerms,
} from '@passlink/store'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { ApiError, code } from '../api-error.ts'
import { createOrganizationRoutes } from './create-organization-routes.ts'
import { readId, readRecord } from './read-record.ts'

export type DirectoryDependencies = {
  db: Db
  /** Rejects with an ApiError unless the caller's token has the provisioning scope. */
  requireScope: (c: Context) => Promise<void>
  /** The terms of the webhooks that report deletions; null: no webhooks. */
  webhooks: WebhookTerms | null
}

const user = z.strictObject({
  organizationId: field.id,
  email: field.email,
  emailVerified: field.flag,
  displayName: field.name,
  language: field.language,
  timeZone: field.timeZone,
})

/**
 * `/v1/users/{id}` with its passkeys and `/v1/organizations/{id}` with its messages, for services that have their own
 * directory. PUT replaces the whole record. PUT and DELETE are idempotent. An error lists every invalid field.
 */
export function createDirectoryRoutes({ db, requireScope, webhooks }: DirectoryDependencies): Hono {
  const app = new Hono()

  app.get('/v1/users/:id', async c => {
    await requireScope(c)
    const [found] = await findUsers(db, [readId(c)])
    if (!found) throw new ApiError(code.notFound, 'noSuchUser', 'USER-n0Usr')
    return c.json(found)
  })

  app.put('/v1/users/:id', async c => {
    await requireScope(c)
    const record = await readRecord(c, user)
    const [saved] = await saveUsers(db, [record])
    if (saved?.outcome === 'organization_unknown')
      throw new ApiError(code.failedPrecondition, 'noSuchOrganization', 'ORG-n0Org')
    const [stored] = await findUsers(db, [record.id])
    // Another call deleted the user meanwhile.
    if (!stored) throw new ApiError(code.unavailable, 'unavailable', 'USER-g0n3x')
    return c.json(stored, saved?.outcome === 'added' ? 201 : 200)
  })

  app.get('/v1/users/:id/passkeys', async c => {
    await requireScope(c)
    const found = await findStoredPasskeys(db, readId(c))
    if (!found) throw new ApiError(code.notFound, 'noSuchUser', 'USER-n0Usr')
    return c.json(found)
  })

  app.delete('/v1/users/:id', async (c: Context) => {
    await requireScope(c)
    const { requestId } = c.get('caller')
    await deleteUsers(db, [readId(c)], { requestId, webhooks })
    return c.body(null, 204)
  })

  app.route('/', createOrganizationRoutes({ db, requireScope }))
  return app
}
