import { create } from '@bufbuild/protobuf'
import { AuthService, ManagementService } from '@passlink/proto'
import type { Permit } from '../identity/permit.ts'
import { defineCall } from './call.ts'
import { addedDetails } from './details.ts'
import type { LinkWriter } from './link-writer.ts'
import type { RecordLink } from './record-link.ts'

/** Returns a link for the caller and mails nothing. */
export function returnMyLink(recordLink: RecordLink, writer: LinkWriter) {
  const method = AuthService.method.addMyPasswordlessLink
  const paths = ['/users/me/passwordless/_link', '/auth/v1/users/me/passwordless/_link']
  return defineCall(method, { verb: 'POST', paths }, async (_input, context) => {
    const link = await recordLink(
      { userId: context.identity.userId, returned: writer.keyAndLifetime() },
      context,
    )
    return create(method.output, { details: addedDetails(link), ...writer.write(link) })
  })
}

/** Returns a link for another person, as the help desk may have one mailed, and mails nothing. */
export function returnLinkFor(recordLink: RecordLink, writer: LinkWriter, permit: Permit) {
  const method = ManagementService.method.addPasswordlessRegistration
  const paths = ['/management/v1/users/:userId/passwordless/_link']
  return defineCall(method, { verb: 'POST', paths }, async ({ userId }, context) => {
    const requested = { userId, acting: await permit(context.identity), returned: writer.keyAndLifetime() }
    const link = await recordLink(requested, context)
    return create(method.output, { details: addedDetails(link), ...writer.write(link) })
  })
}
