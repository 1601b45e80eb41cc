import { create } from '@bufbuild/protobuf'
import { UserService } from '@passlink/proto'
import type { Permit } from '../identity/permit.ts'
import { defineCall } from './call.ts'
import { addedDetailsV2 } from './details.ts'
import type { LinkWriter } from './link-writer.ts'
import type { RecordLink } from './record-link.ts'
import type { CheckTemplate } from './url-template.ts'

/**
 * Mails a link, which may lead to the application's own page, or returns its code. The user is the caller, or another
 * user if the caller has the permission.
 */
export function createRegistrationLink(
  recordLink: RecordLink,
  writer: LinkWriter,
  permit: Permit,
  checkTemplate: CheckTemplate,
) {
  const method = UserService.method.createPasskeyRegistrationLink
  const paths = ['/v2/users/:userId/passkeys/registration_link']
  return defineCall(method, { verb: 'POST', paths }, async ({ userId, medium }, context) => {
    const isForCaller = userId === context.identity.userId
    const acting = isForCaller ? null : await permit(context.identity)
    const template = medium.case === 'sendLink' ? medium.value.urlTemplate : undefined
    const urlTemplate = template === undefined ? null : checkTemplate(template)
    const returned = medium.case === 'returnCode' ? writer.keyAndLifetime() : null
    const link = await recordLink({ userId, acting, urlTemplate, returned }, context)
    return create(method.output, {
      details: addedDetailsV2(link),
      ...(returned ? { code: writer.code(link) } : {}),
    })
  })
}
