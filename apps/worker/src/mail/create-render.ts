import { domainToASCII } from 'node:url'
import type { Designs, MailHeaders, MailKind, OptionalValue, SignMail } from '@passlink/mail'
import { catalogFor } from '@passlink/messages'
import { type ClaimedDelivery, domainOf, type KeyRing, parseAddress } from '@passlink/store'
import MimeNode from 'nodemailer/lib/mime-node'
import type { BrandOf } from './brands.ts'
import type { Address } from './compile-message.ts'
import { createMails } from './create-mails.ts'
import { addedMailValues, linkMailValues } from './create-values.ts'
import { oneLine } from './one-line.ts'
import { Unmailable } from './unmailable.ts'

/**
 * A mail to hand over to a relay: the addresses of its envelope, and its bytes, whose Message-ID is the same for every
 * attempt. `code` is the secret in the mail, if any, which must not be logged or stored.
 */
export type Mail = { from: string; to: string; content: Buffer; code: string | null }

export type Render = (delivery: ClaimedDelivery) => Promise<Mail>

type RenderSettings = {
  from: Address
  publicUrl: string
  keyRing: KeyRing
  brandOf: BrandOf
  designs?: Designs | undefined
  headers?: MailHeaders | undefined
  /** Absent: the mails are not signed by us. */
  sign?: SignMail | undefined
}

const valuesOf = { link: linkMailValues, added: addedMailValues }

/**
 * Returns a function that renders the mail of a claimed delivery in the user's language and the organization's brand.
 * That function rejects with {@link Unmailable} if the address cannot be given to a relay, or if the event of a notice
 * was deleted.
 */
export function createRender({ from, publicUrl, keyRing, brandOf, sign, ...look }: RenderSettings): Render {
  const mailFor = createMails({ from, ...look })
  // A Message-ID has only ASCII without SMTPUTF8 (RFC 5322 section 3.6.4, RFC 5890).
  const host = domainToASCII(domainOf(from.address))
  const envelopeFor = createEnvelopeFor(from.address)

  return async delivery => {
    const { deliveryId, recipient, language, organization } = delivery
    const address = parseAddress(recipient.address)
    if (!address) throw new Unmailable('the address cannot be given to a relay')
    const brand = await brandOf(organization.id, organization.brandVersion)
    const catalog = brand.catalogOf(catalogFor(language ? [language] : []))
    const kind: MailKind = delivery.kind === 'notice' ? 'added' : 'link'
    const { values, optional, code } = valuesOf[kind](
      delivery,
      { catalog, brand: brand.own },
      { publicUrl, keyRing },
    )
    const present = (Object.keys(optional) as OptionalValue[]).filter(name => optional[name] !== undefined)
    const name = oneLine(recipient.name)
    const head = { to: { name, address }, messageId: `<${deliveryId}@${host}>`, date: new Date() }
    const content = mailFor({ kind, catalog, brand, present })(head, {
      name: name || address,
      organization: oneLine(organization.name),
      ...values,
      ...(optional as Record<string, string>),
    })
    return { ...envelopeFor(address), content: sign ? await sign(content) : content, code }
  }
}

/** The addresses as nodemailer writes them in an envelope: with the domain in ASCII where that is possible (RFC 5890). */
function createEnvelopeFor(from: string): (to: string) => Pick<Mail, 'from' | 'to'> {
  const node = new MimeNode('text/plain')
  return to => {
    const envelope = node.setEnvelope({ from, to: [{ name: '', address: to }] }).getEnvelope()
    return { from: envelope.from || '', to: envelope.to[0] ?? to }
  }
}
