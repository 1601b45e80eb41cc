import { type Catalog, catalogFor, catalogs, formatDuration, formatMoment } from '@passlink/messages'
import { type ClaimedDelivery, deriveCode, type KeyRing, linkUrl, parseAddress } from '@passlink/store'
import { addedMail } from './added-mail.ts'
import { compileMail, type MailContent } from './compile-mail.ts'
import { linkMail } from './link-mail.ts'

/**
 * A mail to hand over to a relay, with one recipient. `messageId` is the same for every attempt. `code` is the secret
 * in the mail, if any, which must not be logged or stored.
 */
export type Mail = MailContent & {
  messageId: string
  from: { name: string; address: string }
  to: { name: string; address: string }
  code: string | null
}

/** The mail cannot be rendered, and a retry is pointless. */
export class Unmailable extends Error {
  override name = 'Unmailable'
}

export type Render = (delivery: ClaimedDelivery) => Mail

type RenderSettings = { from: Mail['from']; publicUrl: string; keyRing: KeyRing; linkLifetimeMs: number }

/**
 * Compiles the mails of all languages. Resolves to a function that renders the mail of a claimed delivery in the user's
 * language. The function throws {@link Unmailable} if the address cannot be given to a relay, or if the event of a
 * notice was deleted.
 */
export async function createRender({
  from,
  publicUrl,
  keyRing,
  linkLifetimeMs,
}: RenderSettings): Promise<Render> {
  const designs = await compileAll()
  const lifetimes = new Map(
    catalogs.map(({ language }) => [language, formatDuration(linkLifetimeMs, language)]),
  )
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
    const lifetime = lifetimes.get(catalog.language) ?? ''
    return { ...envelope, code, ...design.link({ ...values, url, lifetime }) }
  }
}

type Designs = Awaited<ReturnType<typeof compile>>

let compiled: Promise<Map<Catalog, Designs>> | undefined

// Cached, because compiling takes a second and depends only on the catalogs.
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

// Names are untrusted input, so a header or a greeting gets a short line of visible text. The zero-width joiner and
// non-joiner are not removed, because Persian, Indic scripts and emoji need them.
function oneLine(text: string): string {
  const visible = text.replace(/(?![\u200C\u200D])[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  return [...visible].slice(0, nameLengthMax).join('')
}
