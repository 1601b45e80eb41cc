import { domainToASCII } from 'node:url'
import type { Designs, MailHeaders, MailKind, OptionalValue, SignMail } from '@passlink/mail'
import { catalogFor } from '@passlink/messages'
import { type ClaimedDelivery, domainOf, type KeyRing, parseAddress } from '@passlink/store'
import MimeNode from 'nodemailer/lib/mime-node'
import type { BrandOf } from './brands.ts'
import type { Address } from './compile-message.ts'
import { createMails } from './create-mails.ts'
import { addedMailValues, linkMailValues, removedMailValues, reportedEvent } from './create-values.ts'
import { oneLine } from './one-line.ts'
import { Unmailable } from './unmailable.ts'

/**
 * A mail to hand over to a relay: the addresses of its envelope, and its bytes, whose Message-ID is the same for every
 * attempt. `code` is the secret in the mail, if any, which must not be logged or stored.
 */
export type Mail = { deliveryId: string; from: string; to: string; content: Buffer; code: string | null }

export type Render = (delivery: ClaimedDelivery) => Promise<Mail>

type RenderSettings = {
  from: Address
  publicUrl: string
  keyRing: KeyRing
  brandOf: BrandOf
  designs?: Designs | undefined
  headers?: MailHeaders | undefined
  /** The address to which reports about a delivery's mail are sent; absent: the sender's. */
  returnPathOf?: ((deliveryId: string) => string) | undefined
  /** Absent: the mails are not signed by us. */
  sign?: SignMail | undefined
}

const valuesOf = { link: linkMailValues, added: addedMailValues, removed: removedMailValues }

/** The mail of each event that is reported by a notice. */
const noticeOf = new Map<string, MailKind>([
  ['passkey.added', 'added'],
  ['passkey.removed', 'removed'],
])

/**
 * Returns a function that renders the mail of a claimed delivery in the user's language and the organization's brand.
 * That function rejects with {@link Unmailable} if the address cannot be given to a relay, or if the event of a notice
 * was deleted or is one for which there is no mail.
 */
export function createRender({
  from,
  publicUrl,
  keyRing,
  brandOf,
  returnPathOf = () => from.address,
  sign,
  ...look
}: RenderSettings): Render {
  const mailFor = createMails({ from, ...look })
  // A Message-ID has only ASCII without SMTPUTF8 (RFC 5322 section 3.6.4, RFC 5890).
  const host = domainToASCII(domainOf(from.address))

  return async delivery => {
    const { deliveryId, recipient, language, organization } = delivery
    const address = parseAddress(recipient.address)
    if (!address) throw new Unmailable('the address cannot be given to a relay')
    const brand = await brandOf(organization.id, organization.brandVersion)
    const catalog = brand.catalogOf(catalogFor(language ? [language] : []))
    const kind = kindOf(delivery)
    const { values, optional, code } = valuesOf[kind](
      delivery,
      { catalog, brand: brand.own },
      { publicUrl, keyRing },
    )
    const present = (Object.keys(optional) as OptionalValue[]).filter(name => optional[name] !== undefined)
    const name = oneLine(recipient.name)
    const head = { to: { name, address }, deliveryId, messageId: `<${deliveryId}@${host}>`, date: new Date() }
    const content = mailFor({ kind, catalog, brand, present })(head, {
      name: name || address,
      organization: oneLine(organization.name),
      ...values,
      ...(optional as Record<string, string>),
    })
    const envelope = envelopeFor(returnPathOf(deliveryId), address)
    return { deliveryId, ...envelope, content: sign ? await sign(content) : content, code }
  }
}

function kindOf(delivery: ClaimedDelivery): MailKind {
  if (delivery.kind !== 'notice') return 'link'
  const { type } = reportedEvent(delivery)
  const kind = noticeOf.get(type)
  if (!kind) throw new Unmailable(`there is no mail about the event ${type}`)
  return kind
}

/** The addresses as nodemailer writes them in an envelope: with the domain in ASCII where that is possible (RFC 5890). */
function envelopeFor(from: string, to: string): Pick<Mail, 'from' | 'to'> {
  const envelope = node.setEnvelope({ from, to: [{ name: '', address: to }] }).getEnvelope()
  return { from: envelope.from || '', to: envelope.to[0] ?? to }
}

const node = new MimeNode('text/plain')
