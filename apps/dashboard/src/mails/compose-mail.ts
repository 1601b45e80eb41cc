import { type Designs, type MailPreview, previewMail, readLogo } from '@passlink/mail'
import { catalogFor, formatMoment, withOwnTexts } from '@passlink/messages'
import { accentsOf, type Brand, readBrand, type StoredOrganization } from '@passlink/store'
import type { Choice } from './read-choice.ts'

/** A mail with sample values. `unused` says what of the organization's own is not used, a sentence each. */
export type ComposedMail = Omit<MailPreview, 'from'> & {
  sender: { name: string; address?: string }
  /** A data URL. */
  logo: string | undefined
  direction: 'ltr' | 'rtl'
  replyTo: string | undefined
  unused: string[]
}

type Settings = { designs?: Designs | undefined; now: number }

const service = 'Passlink'

/** An organization that has nothing of its own but a name. */
export const sampleOrganization: StoredOrganization = {
  id: '',
  name: 'Acme',
  logo: null,
  brand: null,
  brandVersion: 0,
  texts: {},
}

/**
 * Composes a mail as the people of an organization get it. `now` is the time, in milliseconds, at which it is sent.
 */
export function composeMail(
  { mail: kind, language }: Pick<Choice, 'mail' | 'language'>,
  { name, logo, brand: stored, texts }: StoredOrganization,
  { designs, now }: Settings,
): ComposedMail {
  const { brand, problems } = readBrand(stored)
  const own = withOwnTexts(catalogFor([language]), texts[language] ?? {})
  const { catalog } = own
  const isLogoUsed = readLogo(logo) !== undefined
  const usedLogo = isLogoUsed ? (logo ?? undefined) : undefined
  const { from, ...preview } = previewMail(kind, catalog, {
    service,
    organization: name,
    logo: usedLogo,
    colors: accentsOf(brand),
    designs,
    accountUrl: brand.accountUrl ?? undefined,
    supportUrl: brand.supportUrl ?? undefined,
    formatMoment: at => formatMoment(at, language),
    browser: catalog.mail.browserOn({ browser: 'Firefox', system: 'Windows' }),
    now,
  })
  return {
    ...preview,
    logo: usedLogo,
    sender: senderOf(brand, name, from),
    replyTo: brand.replyTo ?? undefined,
    direction: catalog.direction,
    unused: [
      ...(logo && !isLogoUsed ? ['logo is not a PNG or a JPEG: not all mail programs would show it'] : []),
      ...problems,
      ...own.problems,
    ],
  }
}

function senderOf({ sender }: Brand, organization: string, usual: string): ComposedMail['sender'] {
  if (sender) return { name: sender.name ?? organization, address: sender.address }
  return { name: organization === service ? organization : usual }
}
