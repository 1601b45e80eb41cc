import { uuid } from '@passlink/runtime'
import type { LinkStatus, StoredUser } from '@passlink/store'
import { Hono } from 'hono'
import { ApiError, code } from './api-error.ts'
import type { Authenticate, Identity } from './identity/authenticate.ts'

type Parts = {
  authenticate: Authenticate
  findStatus: (linkId: string) => Promise<LinkStatus>
  findUser: (userId: string) => Promise<StoredUser | undefined>
  helpDeskRole: string
}

/** `GET /v1/links/{id}`: how a link and its mail fare, for the person it is for and the help desk of their organization. */
export function createLinkStatusRoute({ authenticate, findStatus, findUser, helpDeskRole }: Parts): Hono {
  return new Hono().get('/v1/links/:id', async c => {
    const identity = await authenticate(c.req.header('authorization'))
    const id = uuid.safeParse(c.req.param('id'))
    const status: LinkStatus = id.success ? await findStatus(id.data) : { state: 'unknown' }
    // Somebody else's link and none at all answer alike.
    if (status.state === 'unknown' || !(await maySee(identity, status))) {
      throw new ApiError(code.notFound, 'linkUnknown', 'LINK-uNkn0')
    }
    return c.json({ id: id.data, ...status })
  })

  async function maySee({ userId, roles }: Identity, status: { userId: string; organizationId: string }) {
    if (status.userId === userId) return true
    return roles.has(helpDeskRole) && (await findUser(userId))?.organizationId === status.organizationId
  }
}
