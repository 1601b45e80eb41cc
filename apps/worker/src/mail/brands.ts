import { type Logo, type MailColors, readLogo } from '@passlink/mail'
import { type Catalog, withOwnTexts } from '@passlink/messages'
import { createLruCache, type Logger } from '@passlink/runtime'
import { accentsOf, type Brand, readBrand, type StoredOrganization, type StoredTexts } from '@passlink/store'

/** What an organization's mails have of its own. `key` is different for each version of each brand. */
export type MailBrand = {
  key: string
  logo: Logo | undefined
  colors: MailColors | undefined
  own: Brand
  /** A catalog with the organization's own texts. */
  catalogOf: (catalog: Catalog) => Catalog
}

export const noBrand: MailBrand = {
  key: '',
  logo: undefined,
  colors: undefined,
  own: {},
  catalogOf: catalog => catalog,
}

/** Gives the brand of an organization in this version or a later one. Rejects if it cannot be read. */
export type BrandOf = (organizationId: string, version: number) => MailBrand | Promise<MailBrand>

type VersionedBrand = MailBrand & { version: number }

const brandsMax = 200

/**
 * Reads a brand once in each of its versions, so that a change is in every mail that is claimed after it. What is not
 * valid in a brand is logged and not used: the mail has ours instead.
 */
export function createBrands(
  find: (organizationId: string) => Promise<StoredOrganization | undefined>,
  log: Logger,
): BrandOf {
  const brands = createLruCache<VersionedBrand>(brandsMax)
  const loading = new Map<string, Promise<VersionedBrand>>()
  return (organizationId, version) => {
    if (version === 0) return noBrand
    const known = brands.get(organizationId)
    return known && known.version >= version ? known : loadOnce(organizationId, version)
  }

  /** Shares a load that is under way, unless that began too early. */
  async function loadOnce(organizationId: string, version: number): Promise<VersionedBrand> {
    const begun = loading.get(organizationId)
    if (begun) {
      const loaded = await begun
      return loaded.version >= version ? loaded : loadOnce(organizationId, version)
    }
    const load = loadNow(organizationId).finally(() => loading.delete(organizationId))
    loading.set(organizationId, load)
    return load
  }

  async function loadNow(organizationId: string): Promise<VersionedBrand> {
    const found = await find(organizationId)
    if (!found) return { ...noBrand, version: Number.POSITIVE_INFINITY }
    const { brand, problems } = readBrand(found.brand)
    if (problems.length > 0) log.warn({ organizationId, problems }, 'parts of a brand are not used')
    const key = `${found.brandVersion} ${organizationId}`
    const loaded = {
      key,
      version: found.brandVersion,
      logo: readLogo(found.logo),
      colors: accentsOf(brand),
      own: brand,
      catalogOf: createCatalogOf(key, found.texts, log),
    }
    brands.set(organizationId, loaded)
    return loaded
  }
}

/**
 * Replaces the texts that a brand has of its own, once for each language. Such a text with a problem is logged and not
 * used.
 */
function createCatalogOf(key: string, texts: StoredTexts, log: Logger): MailBrand['catalogOf'] {
  const branded = new Map<Catalog, Catalog>()
  return catalog => {
    const own = texts[catalog.language]
    if (!own) return catalog
    const known = branded.get(catalog)
    if (known) return known
    const { catalog: made, problems } = withOwnTexts(catalog, own)
    if (problems.length > 0)
      log.warn({ brand: key, language: catalog.language, problems }, 'texts of a brand are not used')
    branded.set(catalog, made)
    return made
  }
}
