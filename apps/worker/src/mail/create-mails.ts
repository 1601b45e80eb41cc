import { compileTemplate, type MailTemplate } from '@passlink/mail'
import type { Catalog } from '@passlink/messages'
import { type Address, compileMessage, fromField, type Head } from './compile-message.ts'
import { addedMailTemplate, linkMailTemplate } from './mail-templates.ts'

type Values = Readonly<Record<string, string>> & { organization: string }

/** Composes a mail of the sender, in the name of an organization. */
export type ComposeFor = (head: Omit<Head, 'from'>, values: Values) => Buffer

export type Mails = { link: ComposeFor; added: ComposeFor }

/** Returns a function that gives the mails in a language, which are compiled the first time. */
export function createMails(sender: Address): (catalog: Catalog) => Mails {
  const compiled = new Map<Catalog, Mails>()
  return catalog => {
    const mails = compiled.get(catalog) ?? {
      link: compile(linkMailTemplate(catalog, sender.name), sender),
      added: compile(addedMailTemplate(catalog, sender.name), sender),
    }
    compiled.set(catalog, mails)
    return mails
  }
}

const sendersMax = 1_000

function compile(template: MailTemplate, { name, address }: Address): ComposeFor {
  const compose = compileMessage(template)
  const fillFrom = compileTemplate(name ? template.from : '{{organization}}')
  // A name that is not ASCII is costly to encode, and is the same in all mails of an organization.
  const senders = new Map<string, string>()

  function senderFor(values: Values): string {
    const { organization } = values
    const known = senders.get(organization)
    if (known) return known
    if (senders.size === sendersMax) senders.clear()
    const sender = fromField({ name: organization === name ? name : fillFrom(values), address })
    senders.set(organization, sender)
    return sender
  }

  return (head, values) => compose({ ...head, from: senderFor(values) }, values)
}
