import {
  compileTemplate,
  type Designs,
  type MailHeaders,
  type MailKind,
  mailTemplates,
  type OptionalValue,
} from '@passlink/mail'
import type { Catalog } from '@passlink/messages'
import { createLruCache } from '@passlink/runtime'
import type { MailBrand } from './brands.ts'
import { type Address, compileMessage, fromField, type Head } from './compile-message.ts'

type Values = Readonly<Record<string, string>> & { organization: string }

/** Composes a mail of the sender, in the name of an organization. */
type ComposeFor = (head: Omit<Head, 'from'>, values: Values) => Buffer

/** Which mail, in which language and brand, and which of the optional values it has. */
export type Wanted = {
  kind: MailKind
  catalog: Catalog
  brand: MailBrand
  present: readonly OptionalValue[]
}

type Settings = { from: Address; designs?: Designs | undefined; headers?: MailHeaders | undefined }

const compiledMax = 600
const sendersMax = 5_000

/** Returns a function that gives a mail, which is compiled when it is wanted for the first time. */
export function createMails({ from: service, designs, headers }: Settings): (wanted: Wanted) => ComposeFor {
  const compiled = createLruCache<ComposeFor>(compiledMax)
  // A name that is not ASCII is costly to encode, and is the same in all mails of an organization.
  const senders = createLruCache<string>(sendersMax)

  function compile({ kind, catalog, brand, present }: Wanted): ComposeFor {
    const template = mailTemplates[kind](catalog, {
      service: service.name,
      present: new Set<OptionalValue>([...present, ...(brand.logo ? (['logo'] as const) : [])]),
      colors: brand.colors,
      designs,
    })
    const compose = compileMessage(template, {
      logo: brand.logo,
      // For the feedback loop of Gmail: what kind of mail people complain about.
      headers: { 'Feedback-ID': `${kind}:passlink`, ...headers },
    })
    const { sender, replyTo } = brand.own
    const fillFrom = compileTemplate(template.from)
    const addressOf = (organization: string): Address => {
      if (sender) return { name: sender.name ?? organization, address: sender.address }
      return { ...service, name: organization === service.name ? organization : fillFrom({ organization }) }
    }
    const fromOf = (organization: string) => {
      const key = [kind, catalog.language, brand.key, organization].join('\n')
      const known = senders.get(key)
      if (known) return known
      const field = fromField(addressOf(organization))
      senders.set(key, field)
      return field
    }
    return (head, values) =>
      compose({ ...head, replyTo: replyTo ?? undefined, from: fromOf(values.organization) }, values)
  }

  return wanted => {
    const key = [wanted.catalog.language, wanted.kind, wanted.present.join(), wanted.brand.key].join(' ')
    const known = compiled.get(key)
    if (known) return known
    const compose = compile(wanted)
    compiled.set(key, compose)
    return compose
  }
}
