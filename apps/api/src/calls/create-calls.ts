import type { Permit } from '../identity/permit.ts'
import type { Call } from './call.ts'
import { createRegistrationLink } from './create-registration-link.ts'
import type { LinkWriter } from './link-writer.ts'
import { listMyPasskeys, removeMyPasskey } from './passkeys.ts'
import type { RecordLink } from './record-link.ts'
import { returnLinkFor, returnMyLink } from './return-link.ts'
import { sendLinkFor, sendMyLink } from './send-link.ts'
import type { CheckTemplate } from './url-template.ts'

type Dependencies = {
  recordLink: RecordLink
  writer: LinkWriter
  permit: Permit
  checkTemplate: CheckTemplate
  listPasskeys: Parameters<typeof listMyPasskeys>[0]
  removePasskey: Parameters<typeof removeMyPasskey>[0]
}

/** All calls of the API. Each call in this list is served in every encoding. */
export function createCalls({
  recordLink,
  writer,
  permit,
  checkTemplate,
  listPasskeys,
  removePasskey,
}: Dependencies): Call[] {
  return [
    sendMyLink(recordLink),
    returnMyLink(recordLink, writer),
    listMyPasskeys(listPasskeys),
    removeMyPasskey(removePasskey),
    sendLinkFor(recordLink, permit),
    returnLinkFor(recordLink, writer, permit),
    createRegistrationLink(recordLink, writer, permit, checkTemplate),
  ]
}
