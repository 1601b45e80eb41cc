import type { Logger } from '@passlink/runtime'
import type { Db, StoredOrganization } from '@passlink/store'
import { type Context, Hono } from 'hono'
import { actorOf, type Env } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { readRevocation } from './revocation.ts'
import { revoke } from './revoke.ts'
import { ConfirmRevocationPage, RevocationPage } from './revoke-pages.tsx'

type Dependencies = {
  db: Db
  log: Logger
  /** Finds the organization with the id that was sent. */
  find: (c: Context<Env>, id: string | null | undefined) => Promise<StoredOrganization | undefined>
  unknown: (c: Context<Env>) => Promise<Response>
}

// Browsers and proxies time out if an answer takes long.
const revokeMs = 10_000

/** Revokes the links of an organization: GET asks for a confirmation, POST does as much as it can in its time. */
export function createRevokePages({ db, log, find, unknown }: Dependencies) {
  const pages = new Hono<Env>()

  pages.get('/revoke', async c => {
    const organization = await find(c, c.req.query('id'))
    if (!organization) return unknown(c)
    return c.html(<ConfirmRevocationPage frame={await readFrame(c)} organization={organization} />)
  })

  pages.post('/revoke', async c => {
    const form = new URLSearchParams(await c.req.text())
    const organization = await find(c, form.get('id'))
    if (!organization) return unknown(c)
    const actor = actorOf(c.get('operator'))
    const options = { actor, from: readRevocation(form), withinMs: revokeMs }
    const revocation = await revoke(db, organization.id, options)
    log.info({ operator: actor.operator, organization: organization.id, ...revocation }, 'links revoked')
    return c.html(<RevocationPage {...{ frame: await readFrame(c), organization, revocation }} />)
  })

  return pages
}
