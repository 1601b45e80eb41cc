import { type ClaimedDelivery, deriveCode, type KeyRing, linkUrl, parseAddress } from '@passlink/links'
import { catalogFor, catalogs, formatDuration } from '@passlink/messages'
import { compileLinkMail } from './compile-link-mail.ts'

/**
 * A mail as it is handed to a relay: one recipient, and an id that stays the same however often it is sent. `code` is the
 * secret in it, which may stand nowhere else.
 */
export type Mail = {
  messageId: string
  from: { name: string; address: string }
  to: { name: string; address: string }
  subject: string
  html: string
  text: string
  code: string
}

/** The mail cannot be made, and trying again will not help. */
export class UnusableAddress extends Error {
  override name = 'UnusableAddress'
}

export type Render = (delivery: ClaimedDelivery) => Mail

type Parts = { from: Mail['from']; publicUrl: string; keyRing: KeyRing; linkLifetimeMs: number }

/**
 * Prepares the mails of all languages. The function it resolves to writes the mail of a claimed delivery, link and
 * code included, in the person's language; throws {@link UnusableAddress} for an address no relay can be given.
 */
export async function createRender({ from, publicUrl, keyRing, linkLifetimeMs }: Parts): Promise<Render> {
  const linkMails = new Map(
    await Promise.all(
      catalogs.map(async catalog => [catalog.language, await compileLinkMail(catalog)] as const),
    ),
  )
  const host = from.address.slice(from.address.lastIndexOf('@') + 1)

  return delivery => {
    const { deliveryId, linkId, keyId, recipient, language, organizationName } = delivery
    const address = parseAddress(recipient.address)
    if (!address) throw new UnusableAddress('the address cannot be given to a relay')
    const catalog = catalogFor(language ? [language] : [])
    const name = oneLine(recipient.name)
    const code = deriveCode(keyRing, keyId, linkId)
    const linkMail = linkMails.get(catalog.language)
    if (!linkMail) throw new Error(`no mail was compiled for ${catalog.language}`)
    return {
      messageId: `<${deliveryId}@${host}>`,
      from,
      to: { name, address },
      code,
      ...linkMail({
        name: name || address,
        organization: oneLine(organizationName),
        url: linkUrl({
          publicUrl,
          template: delivery.urlTemplate,
          linkId,
          code,
          userId: delivery.userId,
          organizationId: delivery.organizationId,
        }),
        lifetime: formatDuration(linkLifetimeMs, catalog.language),
      }),
    }
  }
}

const nameLengthMax = 100

// Names are somebody else's input; in a header or a greeting they are a short line of visible text.
function oneLine(text: string): string {
  return [...text.replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()].slice(0, nameLengthMax).join('')
}
