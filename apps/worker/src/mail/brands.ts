import type { MailColors } from '@passlink/mail'
import { type Catalog, withOwnTexts } from '@passlink/messages'
import { createLruCache, type Logger } from '@passlink/runtime'
import { accentsOf, type Brand, readBrand, type StoredOrganization, type StoredTexts } from '@passlink/store'
import { type Logo, readLogo } from './logo.ts'

/** What an organization's mails have of its own. `key` is different for each version of each brand. */
export type MailBrand = {
  key: string
  logo: Logo | undefined
  colors: MailColors | undefined
  brand: Brand
  texts: StoredTexts
}

export const noBrand: MailBrand = { key: '', logo: undefined, colors: undefined, brand: {}, texts: {} }

/** Gives the brand of an organization in this version or a later one. Rejects if it cannot be read. */
export type BrandOf = (organizationId: string, version: number) => MailBrand | Promise<MailBrand>

const brandsMax = 500

/**
 * Reads a brand once in each of its versions, so that a change is in every mail that is claimed after it. What is not
 * valid in a brand is logged and not used: the mail has ours instead.
 */
export function createBrands(
  find: (organizationId: string) => Promise<StoredOrganization | undefined>,
  log: Logger,
): BrandOf {
  const brands = createLruCache<MailBrand & { version: number }>(brandsMax)
  return (organizationId, version) => {
    if (version === 0) return noBrand
    const known = brands.get(organizationId)
    return known && known.version >= version ? known : load(organizationId)
  }

  async function load(organizationId: string): Promise<MailBrand> {
    const found = await find(organizationId)
    if (!found) return noBrand
    const { brand, problems } = readBrand(found.brand)
    if (problems.length > 0) log.warn({ organizationId, problems }, 'parts of a brand are not used')
    const loaded = {
      key: `${found.brandVersion} ${organizationId}`,
      version: found.brandVersion,
      logo: readLogo(found.logo),
      colors: accentsOf(brand),
      brand,
      texts: found.texts,
    }
    brands.set(organizationId, loaded)
    return loaded
  }
}

/** The texts of a brand's mails in a language. An own text with a problem is logged and not used. */
export function catalogOf({ key, texts }: MailBrand, catalog: Catalog, log: Logger): Catalog {
  const own = texts[catalog.language]
  if (!own) return catalog
  const { catalog: branded, problems } = withOwnTexts(catalog, own)
  if (problems.length > 0)
    log.warn({ brand: key, language: catalog.language, problems }, 'texts of a brand are not used')
  return branded
}
