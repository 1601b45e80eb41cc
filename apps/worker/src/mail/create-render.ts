import { type Catalog, catalogFor, catalogs, formatDuration, formatMoment } from '@passlink/messages'
import { type ClaimedDelivery, deriveCode, type KeyRing, linkUrl, parseAddress } from '@passlink/store'
import MimeNode from 'nodemailer/lib/mime-node'
import { type Address, type Compose, compileMessage } from './compile-message.ts'
import { addedMailTemplate, linkMailTemplate } from './mail-templates.ts'

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

type RenderSettings = { from: Address; publicUrl: string; keyRing: KeyRing; linkLifetimeMs: number }

/**
 * Compiles the mails of all languages. Returns a function that renders the mail of a claimed delivery in the user's
 * language. That function throws {@link Unmailable} if the address cannot be given to a relay, or if the event of a
 * notice was deleted.
 */
export function createRender({ from, publicUrl, keyRing, linkLifetimeMs }: RenderSettings): Render {
  const mails = new Map(catalogs.map(catalog => [catalog, compileMails(catalog, { from, linkLifetimeMs })]))
  const host = from.address.slice(from.address.lastIndexOf('@') + 1)
  const envelopeFor = createEnvelopeFor(from.address)

  return delivery => {
    const { deliveryId, recipient, language } = delivery
    const address = parseAddress(recipient.address)
    if (!address) throw new Unmailable('the address cannot be given to a relay')
    const catalog = catalogFor(language ? [language] : [])
    const mail = mails.get(catalog)
    if (!mail) throw new Error(`no mail was compiled for ${catalog.language}`)
    const name = oneLine(recipient.name)
    const values = { name: name || address, organization: oneLine(delivery.organizationName) }
    const envelope = envelopeFor(address)
    const head = { to: { name, address }, messageId: `<${deliveryId}@${host}>`, date: new Date() }
    if (delivery.kind === 'notice')
      return {
        ...envelope,
        content: mail.added(head, { ...values, ...eventValues(delivery, catalog) }),
        code: null,
      }

    const { linkId, keyId, userId, organizationId, urlTemplate: template } = delivery
    const code = deriveCode(keyRing, keyId, linkId)
    const url = linkUrl({ publicUrl, template, linkId, code, userId, organizationId })
    return { ...envelope, content: mail.link(head, { ...values, url }), code }
  }
}

type Mails = { link: Compose; added: Compose }

function compileMails(
  catalog: Catalog,
  { from, linkLifetimeMs }: Pick<RenderSettings, 'from' | 'linkLifetimeMs'>,
): Mails {
  const lifetime = formatDuration(linkLifetimeMs, catalog.language)
  return {
    link: compileMessage(linkMailTemplate(catalog, lifetime), from),
    added: compileMessage(addedMailTemplate(catalog), from),
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
  return [...visible].slice(0, nameLengthMax).join('')
}
