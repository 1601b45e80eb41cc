import { type MailColors, readLogo } from '@passlink/mail'
import { type Catalog, withOwnTexts } from '@passlink/messages'
import { accentsOf, type Brand, readBrand, type StoredOrganization, type StoredTexts } from '@passlink/store'

/** What the mails of an organization have of its own. */
export type ShownOrganization = {
  name: string
  logo: string | undefined
  colors: MailColors | undefined
  brand: Brand
  texts: StoredTexts
}

/** The organization of a preview without one. */
export const acme: ShownOrganization = {
  name: 'Acme',
  logo: undefined,
  colors: undefined,
  brand: {},
  texts: {},
}

/** What the worker shows of an organization in its mails; `problems` are those of its brand. */
export function toShown({ name, logo, brand: stored, texts }: StoredOrganization): {
  shown: ShownOrganization
  problems: string[]
} {
  const { brand, problems } = readBrand(stored)
  const isShown = logo !== null && readLogo(logo) !== undefined
  return {
    shown: { name, logo: isShown ? logo : undefined, colors: accentsOf(brand), brand, texts },
    problems,
  }
}

/** A catalog with the organization's own texts; `problems` are those of the texts, which then are ours. */
export const ownCatalog = ({ texts }: ShownOrganization, catalog: Catalog) =>
  withOwnTexts(catalog, texts[catalog.language] ?? {})
