import { type Designs, type MailKind, type MailPreview, previewMail, withLogo } from '@passlink/mail'
import { type Catalog, formatMoment } from '@passlink/messages'
import type { ShownOrganization } from './shown-organization.ts'

/** A mail with sample values. `sender` is its name, with its address if that is the organization's own. */
export type SampleMail = { sender: string; subject: string; text: string; html: string }

type Options = { designs: Designs | undefined; now: number }

const service = 'Passlink'
// That of the sample's location.
const timeZone = 'Europe/Zurich'

/** Returns a function that gives a mail of an organization, as the worker would send it, in the language of a catalog. */
export function createSampleMail(
  { name, logo, colors, brand }: ShownOrganization,
  { designs, now }: Options,
): (kind: MailKind, catalog: Catalog) => SampleMail {
  const { sender } = brand
  const senderOf = (from: string) => (sender ? `${sender.name ?? name} <${sender.address}>` : from)

  function fillIn(kind: MailKind, catalog: Catalog): MailPreview {
    return previewMail(kind, catalog, {
      service,
      organization: name,
      logo,
      colors,
      designs,
      accountUrl: brand.accountUrl ?? undefined,
      supportUrl: brand.supportUrl ?? undefined,
      formatMoment: at => formatMoment(at, catalog.language, timeZone),
      browser: catalog.mail.browserOn({ browser: 'Firefox', system: 'Windows' }),
      now,
    })
  }

  return (kind, catalog) => {
    const { from, html, ...mail } = fillIn(kind, catalog)
    return { ...mail, html: withLogo(html, logo), sender: senderOf(from) }
  }
}
