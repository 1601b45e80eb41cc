import { uuid } from '@passlink/runtime'
import type { LinkStatus, StoredUser } from '@passlink/store'
import { type Context, Hono } from 'hono'
import { ApiError, code } from './api-error.ts'
import type { Authenticate, Identity } from './identity/authenticate.ts'
import type { FindReach } from './identity/permit.ts'

type KnownStatus = { userId: string; organizationId: string }

type Dependencies = {
  authenticate: Authenticate
  findStatus: (linkId: string) => Promise<LinkStatus>
  findUser: (userId: string) => Promise<StoredUser | undefined>
  findReach: FindReach
}

/**
 * `GET /v1/links/{id}`: the state of a link and its mail, for its user and for those who may act for others in the
 * user's organization.
 */
export function createLinkStatusRoute({ authenticate, findStatus, findUser, findReach }: Dependencies): Hono {
  return new Hono().get('/v1/links/:id', async (c: Context) => {
    const identity = await authenticate(c.req.header('authorization'), c.get('caller'))
    const id = uuid.safeParse(c.req.param('id'))
    const status: LinkStatus = id.success ? await findStatus(id.data) : { state: 'unknown' }
    // A link that the caller may not see is treated as unknown.
    if (status.state === 'unknown' || !(await maySee(identity, status))) {
      throw new ApiError(code.notFound, 'linkUnknown', 'LINK-uNkn0')
    }
    return c.json({ id: id.data, ...status })
  })

  async function maySee(identity: Identity, { userId, organizationId }: KnownStatus): Promise<boolean> {
    if (userId === identity.userId) return true
    const reach = await findReach(identity)
    if (reach?.organizationIds.has(organizationId)) return true
    return reach?.own === true && (await findUser(identity.userId))?.organizationId === organizationId
  }
}
