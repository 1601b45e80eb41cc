import { domainToASCII } from 'node:url'
import { type Catalog, catalogFor, formatMoment } from '@passlink/messages'
import { type ClaimedDelivery, deriveCode, type KeyRing, linkUrl, parseAddress } from '@passlink/store'
import MimeNode from 'nodemailer/lib/mime-node'
import type { Address } from './compile-message.ts'
import { createMails } from './create-mails.ts'

/**
 * A mail to hand over to a relay: the addresses of its envelope, and its bytes, whose Message-ID is the same for every
 * attempt. `code` is the secret in the mail, if any, which must not be logged or stored.
 */
export type Mail = { from: string; to: string; content: Buffer; code: string | null }

/** The mail cannot be rendered, and a retry is pointless. */
export class Unmailable extends Error {
  override name = 'Unmailable'
}

export type Render = (delivery: ClaimedDelivery) => Mail

type RenderSettings = { from: Address; publicUrl: string; keyRing: KeyRing }

/**
 * Returns a function that renders the mail of a claimed delivery in the user's language. That function throws
 * {@link Unmailable} if the address cannot be given to a relay, or if the event of a notice was deleted.
 */
export function createRender({ from, publicUrl, keyRing }: RenderSettings): Render {
  const mailsIn = createMails(from)
  // A Message-ID has only ASCII without SMTPUTF8 (RFC 5322 section 3.6.4, RFC 5890).
  const host = domainToASCII(from.address.slice(from.address.lastIndexOf('@') + 1))
  const envelopeFor = createEnvelopeFor(from.address)

  return delivery => {
    const { deliveryId, recipient, language } = delivery
    const address = parseAddress(recipient.address)
    if (!address) throw new Unmailable('the address cannot be given to a relay')
    const catalog = catalogFor(language ? [language] : [])
    const mails = mailsIn(catalog)
    const name = oneLine(recipient.name)
    const values = { name: name || address, organization: oneLine(delivery.organizationName) }
    const envelope = envelopeFor(address)
    const head = { to: { name, address }, messageId: `<${deliveryId}@${host}>`, date: new Date() }
    if (delivery.kind === 'notice')
      return {
        ...envelope,
        content: mails.added(head, { ...values, ...eventValues(delivery, catalog) }),
        code: null,
      }

    const { linkId, keyId, userId, organizationId, urlTemplate: template, linkExpiresAt } = delivery
    const code = deriveCode(keyRing, keyId, linkId)
    const url = linkUrl({ publicUrl, template, linkId, code, userId, organizationId })
    if (linkExpiresAt === null) throw new Error('the link of the mail was not opened')
    const moment = formatMoment(linkExpiresAt, catalog.language)
    return { ...envelope, content: mails.link(head, { ...values, url, moment }), code }
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

function eventValues({ event }: ClaimedDelivery, { language }: Catalog) {
  if (!event) throw new Unmailable('the log does not reach back to the event any more')
  return { passkey: oneLine(String(event.data.name)), moment: formatMoment(event.at, language) }
}

const nameLengthMax = 100

// Names are untrusted input, so a header or a greeting gets a short line of visible text. The zero-width joiner and
// non-joiner are not removed, because Persian, Indic scripts and emoji need them.
function oneLine(text: string): string {
  const visible = text.replace(/(?![\u200C\u200D])[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  const characters = [...visible]
  return characters.length > nameLengthMax ? `${characters.slice(0, nameLengthMax - 1).join('')}…` : visible
}
