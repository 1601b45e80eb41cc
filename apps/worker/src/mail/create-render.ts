import { type Catalog, catalogFor, catalogs, formatDuration, formatMoment } from '@passlink/messages'
import { type ClaimedDelivery, deriveCode, type KeyRing, linkUrl, parseAddress } from '@passlink/store'
import { addedMail } from './added-mail.ts'
import { compileMail, type MailContent } from './compile-mail.ts'
import { linkMail } from './link-mail.ts'

/**
 * A mail as it is handed to a relay: one recipient, and an id that stays the same however often it is sent. `code` is the
 * secret in it, if any, which may stand nowhere else.
 */
export type Mail = MailContent & {
  messageId: string
  from: { name: string; address: string }
  to: { name: string; address: string }
  code: string | null
}

/** The mail cannot be made, and trying again will not help. */
export class Unmailable extends Error {
  override name = 'Unmailable'
}

export type Render = (delivery: ClaimedDelivery) => Mail

type RenderSettings = { from: Mail['from']; publicUrl: string; keyRing: KeyRing; linkLifetimeMs: number }

/**
 * Prepares the mails of all languages. The function it resolves to writes the mail of a claimed delivery, in the person's
 * language, with link and code where it carries one; throws {@link Unmailable} for an address no relay can be given.
 */
export async function createRender({
  from,
  publicUrl,
  keyRing,
  linkLifetimeMs,
}: RenderSettings): Promise<Render> {
  const designs = await compileAll()
  const host = from.address.slice(from.address.lastIndexOf('@') + 1)

  return delivery => {
    const { deliveryId, recipient, language } = delivery
    const address = parseAddress(recipient.address)
    if (!address) throw new Unmailable('the address cannot be given to a relay')
    const catalog = catalogFor(language ? [language] : [])
    const design = designs.get(catalog)
    if (!design) throw new Error(`no mail was compiled for ${catalog.language}`)
    const name = oneLine(recipient.name)
    const values = { name: name || address, organization: oneLine(delivery.organizationName) }
    const envelope = { messageId: `<${deliveryId}@${host}>`, from, to: { name, address } }
    if (delivery.kind === 'notice')
      return { ...envelope, code: null, ...design.added({ ...values, ...eventValues(delivery, catalog) }) }

    const { linkId, keyId, userId, organizationId, urlTemplate: template } = delivery
    const code = deriveCode(keyRing, keyId, linkId)
    const url = linkUrl({ publicUrl, template, linkId, code, userId, organizationId })
    const lifetime = formatDuration(linkLifetimeMs, catalog.language)
    return { ...envelope, code, ...design.link({ ...values, url, lifetime }) }
  }
}

type Designs = Awaited<ReturnType<typeof compile>>

let compiled: Promise<Map<Catalog, Designs>> | undefined

// Compiling takes a second, and depends on nothing but the catalogs.
function compileAll(): Promise<Map<Catalog, Designs>> {
  compiled ??= Promise.all(catalogs.map(async catalog => [catalog, await compile(catalog)] as const)).then(
    entries => new Map(entries),
  )
  return compiled
}

async function compile(catalog: Catalog) {
  const [link, added] = await Promise.all([compileMail(linkMail(catalog)), compileMail(addedMail(catalog))])
  return { link, added }
}

function eventValues({ event }: ClaimedDelivery, { language }: Catalog) {
  if (!event) throw new Unmailable('the log does not reach back to the event any more')
  return { passkey: oneLine(String(event.data.name)), moment: formatMoment(event.at, language) }
}

const nameLengthMax = 100

// Names are somebody else's input; in a header or a greeting they are a short line of visible text. The two joiners that stay
// are part of how Persian, Indic scripts and emoji are written.
function oneLine(text: string): string {
  const visible = text.replace(/(?![\u200C\u200D])[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  return [...visible].slice(0, nameLengthMax).join('')
}
