import { uuid } from '@passlink/runtime'
import type { LinkStatus, StoredUser } from '@passlink/store'
import { Hono } from 'hono'
import { ApiError, code } from './api-error.ts'
import type { Authenticate, Identity } from './identity/authenticate.ts'

type Dependencies = {
  authenticate: Authenticate
  findStatus: (linkId: string) => Promise<LinkStatus>
  findUser: (userId: string) => Promise<StoredUser | undefined>
  helpDeskRole: string
}

/**
 * `GET /v1/links/{id}`: the state of a link and its mail, for its user and for the help desk of the user's
 * organization.
 */
export function createLinkStatusRoute({
  authenticate,
  findStatus,
  findUser,
  helpDeskRole,
}: Dependencies): Hono {
  return new Hono().get('/v1/links/:id', async c => {
    const identity = await authenticate(c.req.header('authorization'))
    const id = uuid.safeParse(c.req.param('id'))
    const status: LinkStatus = id.success ? await findStatus(id.data) : { state: 'unknown' }
    // A link that the caller may not see is treated as unknown.
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
