import { create } from '@bufbuild/protobuf'
import { AuthService, ManagementService } from '@passlink/proto'
import type { Permit } from '../identity/permit.ts'
import { defineCall } from './call.ts'
import { addedDetails } from './details.ts'
import type { RecordLink } from './record-link.ts'

/** Mails the caller a link. */
export function sendMyLink(recordLink: RecordLink) {
  const method = AuthService.method.sendMyPasswordlessLink
  const paths = ['/users/me/passwordless/_send_link', '/auth/v1/users/me/passwordless/_send_link']
  return defineCall(method, { verb: 'POST', paths }, async (_input, context) => {
    const link = await recordLink({ userId: context.identity.userId }, context)
    return create(method.output, { details: addedDetails(link) })
  })
}

/** Mails another person a link, of an organization in which the caller may act for others. */
export function sendLinkFor(recordLink: RecordLink, permit: Permit) {
  const method = ManagementService.method.sendPasswordlessRegistration
  const paths = ['/management/v1/users/:userId/passwordless/_send_link']
  return defineCall(method, { verb: 'POST', paths }, async ({ userId }, context) => {
    const link = await recordLink({ userId, acting: await permit(context.identity) }, context)
    return create(method.output, { details: addedDetails(link) })
  })
}
