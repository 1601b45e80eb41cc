import { addedMail, compileTemplate, type Designs, linkMail, type OptionalValue } from '@passlink/mail'
import type { Catalog } from '@passlink/messages'
import { createLruCache } from '@passlink/runtime'
import type { MailBrand } from './brands.ts'
import { type Address, compileMessage, fromField, type Head } from './compile-message.ts'

type Values = Readonly<Record<string, string>> & { organization: string }

/** Composes a mail of the sender, in the name of an organization. */
type ComposeFor = (head: Omit<Head, 'from'>, values: Values) => Buffer

/** Which mail, and which of the values that a mail can have or not it has. */
export type Kind = { kind: 'link' | 'added'; present: readonly OptionalValue[] }

type Settings = { from: Address; designs?: Designs | undefined }

const compiledMax = 300

/** Returns a function that gives a mail in a language and a brand, whose texts the catalog has. It is compiled the first time. */
export function createMails({ from: service, designs }: Settings) {
  const compiled = createLruCache<ComposeFor>(compiledMax)
  const templateOf = { link: linkMail, added: addedMail }

  function compile(catalog: Catalog, ours: MailBrand, { kind, present }: Kind): ComposeFor {
    const { logo, colors, brand } = ours
    const template = templateOf[kind](catalog, {
      service: service.name,
      present: new Set<OptionalValue>([...present, ...(logo ? (['logo'] as const) : [])]),
      colors,
      designs,
    })
    const compose = compileMessage(template, logo)
    const fillFrom = compileTemplate(template.from)
    const senderFor = createSenders(({ organization }) => {
      if (brand.sender) return { name: brand.sender.name ?? organization, address: brand.sender.address }
      return { ...service, name: organization === service.name ? organization : fillFrom({ organization }) }
    })
    const replyTo = brand.replyTo ?? undefined
    return (head, values) => compose({ ...head, replyTo, from: senderFor(values) }, values)
  }

  return (catalog: Catalog, brand: MailBrand, kind: Kind): ComposeFor => {
    const key = [catalog.language, kind.kind, kind.present.join(), brand.key].join(' ')
    const known = compiled.get(key)
    if (known) return known
    const compose = compile(catalog, brand, kind)
    compiled.set(key, compose)
    return compose
  }
}

const sendersMax = 1_000

// A name that is not ASCII is costly to encode, and is the same in all mails of an organization.
function createSenders(addressFor: (values: Values) => Address): (values: Values) => string {
  const senders = new Map<string, string>()
  return values => {
    const known = senders.get(values.organization)
    if (known) return known
    if (senders.size === sendersMax) senders.clear()
    const sender = fromField(addressFor(values))
    senders.set(values.organization, sender)
    return sender
  }
}
